/** A call of the server API that is refused: it is answered 200 with this code (PROTOCOL §4.11). */
export class RefusedCallError extends Error {
  override readonly name = "RefusedCallError";
  readonly errcode: number;

  constructor(errcode: number, errmsg: string) {
    super(errmsg);
    this.errcode = errcode;
  }
}
