/** Bytes that are not the TPM structure they stand for. `what` names the structure's member, never its content. */
export class StructureError extends Error {
  readonly what: string;

  constructor(what: string) {
    super(`not the TPM structure that was expected: ${what}`);
    this.name = "StructureError";
    this.what = what;
  }
}
