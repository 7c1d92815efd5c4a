import { actor, colleague, type Person } from "./people.ts";
import { seeded, shuffled } from "./random.ts";
import { roles, type Role } from "./roles.ts";
import type { Step } from "./steps.ts";

/** How much is sent, and to how many followers it belongs. */
export type Plan = {
  /** About how many messages a round has. */
  readonly messages: number;
  /** Rounds, the warm-up (round 0) counted. */
  readonly rounds: number;
  /** How many bound followers there are to choose from. */
  readonly colleagues: number;
  /** World and real clock at the beginning, ms. */
  readonly now: number;
};

/** Somebody with a role to play in a round. */
export type Player = { readonly role: Role; readonly person: Person };

/** How many colleagues a round of so many messages hears of. */
export function colleaguesIn(messages: number): number {
  return countOf(roles[0]?.perThousand ?? 0, messages);
}

/** Chooses who plays in a round: the colleagues at random out of all. */
export function castOf(plan: Plan, round: number): readonly Player[] {
  return roles.flatMap((role, crowd) =>
    role.name === "colleague"
      ? chosen(plan, round).map((index) => ({ role, person: colleague(index) }))
      : extras(role, crowd, plan, round),
  );
}

/** Everybody but the colleagues, over all rounds, each once. */
export function allExtras(plan: Plan): readonly Player[] {
  return roles.flatMap((role, crowd) => {
    if (role.name === "colleague") return [];
    const rounds = role.isLasting ? 1 : plan.rounds;
    return Array.from({ length: rounds }, (_, round) => extras(role, crowd, plan, round)).flat();
  });
}

/** What a player sends, in this order. */
export function stepsOf({ role, person }: Player, now: number): readonly Step[] {
  return role.steps(person, now);
}

function extras(role: Role, crowd: number, plan: Plan, round: number): readonly Player[] {
  const count = countOf(role.perThousand, plan.messages);
  const first = role.isLasting ? 0 : round * count;
  return Array.from({ length: count }, (_, index) => ({
    role,
    person: actor(crowd, `${role.name}-${first + index}`, first + index),
  }));
}

function chosen({ messages, colleagues }: Plan, round: number): readonly number[] {
  const wanted = colleaguesIn(messages);
  if (wanted >= colleagues) {
    return shuffled(
      Array.from({ length: colleagues }, (_, index) => index),
      seeded(round),
    );
  }
  const draw = seeded(1000 + round);
  const picked = new Set<number>();
  while (picked.size < wanted) picked.add(Math.floor(draw() * colleagues));
  return [...picked];
}

function countOf(perThousand: number, messages: number): number {
  return Math.max(1, Math.round((perThousand * messages) / 1000));
}
