import { CannotStart } from "../../platform/config/cannot-start.ts";

/** The running server said no. The message is its sentence for the person. */
export class ServerRefused extends CannotStart {
  override readonly name = "ServerRefused";
  /** The closed code of the refusal; undefined if the server gave no code. */
  readonly code: string | undefined;

  constructor(sentence: string, code: string | undefined) {
    super(sentence);
    this.code = code;
  }
}

/** Gives a refusal with one of these codes the command's own sentence; any other error stays as it is. */
export const saidAs =
  (sentences: Readonly<Record<string, string>>) =>
  (error: unknown): never => {
    const code = error instanceof ServerRefused ? error.code : undefined;
    const sentence = code !== undefined && Object.hasOwn(sentences, code) ? sentences[code] : undefined;
    throw sentence === undefined ? error : new CannotStart(sentence);
  };
