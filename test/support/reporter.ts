import Mocha from "mocha";

/** The spec reporter, closed by one plain line that machines read: `N passed, N failed, N skipped`. */
export default class PlainClosingLine extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  }
}
