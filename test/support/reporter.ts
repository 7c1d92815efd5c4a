import { relative } from "node:path";
import Mocha from "mocha";

const { EVENT_HOOK_END, EVENT_TEST_END } = Mocha.Runner.constants;

/**
 * The spec reporter, closed by the files that took longest and one plain line that machines read:
 * `N passed, N failed, N skipped`.
 */
export default class PlainClosingLine extends Mocha.reporters.Spec {
  readonly #taken = new Map<string, number>();

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    for (const event of [EVENT_TEST_END, EVENT_HOOK_END]) {
      runner.on(event, ({ file = "", duration = 0 }: Mocha.Runnable) => {
        this.#taken.set(file, (this.#taken.get(file) ?? 0) + duration);
      });
    }
  }

  override epilogue(): void {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`The slowest files: ${slowest(this.#taken).join(", ")}`);
    console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  }
}

function slowest(taken: ReadonlyMap<string, number>): readonly string[] {
  const most = Number(process.env["SLOWEST"] ?? 3);
  return [...taken]
    .sort(([, one], [, other]) => other - one)
    .slice(0, most)
    .map(([file, ms]) => `${relative(process.cwd(), file)} ${(ms / 1000).toFixed(1)} s`);
}
