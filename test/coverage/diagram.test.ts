import { readFileSync } from "node:fs";
import { expect } from "chai";
import { diagramOf } from "../../src/coverage/diagram.ts";
import { allMoves, nameOfMove } from "../../src/coverage/moves.ts";
import { callbackKinds } from "../../src/coverage/samples.ts";
import { outcomes } from "../../src/domain/outcome.ts";
import { phases } from "../../src/domain/phase.ts";
import { examples } from "../conversation/examples.ts";

describe("the state diagram", function () {
  this.timeout(60_000);

  it("has every outcome and phase, found by asking the engine", () => {
    const moves = allMoves();
    const missing = outcomes.filter((outcome) => moves.every((move) => move.outcome !== outcome));
    expect(missing).to.deep.equal([]);
    expect(new Set(moves.map(({ after }) => after))).to.deep.equal(new Set(phases));
  });

  it("knows what brings a move about", () => {
    const found = allMoves().find(
      ({ before, outcome, after }) => `${before} ${outcome} ${after}` === "stranger bound followed",
    );
    expect(found?.inputs).to.include.members(["followed", "said", "image", "bind"]);
    expect(callbackKinds).to.include.members(["said", "tapped", "unknown-event"]);
  });

  it("has one arrow from phase to phase, and a dotted one for what was not visited", () => {
    const drawn = diagramOf(({ outcome }) => outcome !== "unlocked");
    expect(drawn).to.match(/^ {2}followed -->\|"already-followed<br\/>ignored"\| followed$/m);
    expect(drawn).to.match(/^ {2}followed -\.->\|"unlocked"\| followed$/m);
    expect(drawn.split("\n").length).to.be.below(45);
    for (const line of drawn.trim().split("\n").slice(1)) {
      expect(line).to.match(/^ {2}\w+(\(\["[\w-]+"\]\)| (-->|-\.->)\|"[\w/<>-]+"\| \w+)$/);
    }
  });

  it("has an example of every outcome on every arrow, and no example of another", () => {
    const shown = new Set(examples.map(nameOfMove));
    expect([...shown].sort()).to.deep.equal(allMoves().map(nameOfMove).sort());
  });

  it("stands in the documentation as it is computed", () => {
    const page = readFileSync("docs/architecture.md", "utf8");
    expect(page).to.contain(`\`\`\`mermaid\n${diagramOf()}\`\`\``);
  });
});
