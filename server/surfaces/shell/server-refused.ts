import { CannotStart } from "../../platform/config/cannot-start.ts";

/** The running server said no. The message is its sentence for the person. */
export class ServerRefused extends CannotStart {
  override readonly name = "ServerRefused";
  /** Its closed code, where it gave one. */
  readonly code: string | undefined;

  constructor(sentence: string, code: string | undefined) {
    super(sentence);
    this.code = code;
  }
}
