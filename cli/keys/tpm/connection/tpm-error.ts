import { RoomError } from "../../../problems/problem.ts";
import { texts } from "../../../texts/tpm.ts";

/** The sentence of each code: what happened, and what to do. */
const SENTENCES = texts.errors;

export type TpmCode = keyof typeof SENTENCES;

/** The TPM can't be used. The message never holds anything that a key signs. */
export class TpmError extends RoomError {
  readonly endsWith = "tpm_unavailable";
  readonly code: TpmCode;
  /** TPM_RC (TPM Library Part 2 §6.6), if the TPM gave one. */
  readonly responseCode: number | undefined;

  constructor(
    code: TpmCode,
    options: ErrorOptions & { readonly responseCode?: number; readonly command?: string } = {},
  ) {
    const { responseCode, command, ...rest } = options;
    const which = command === undefined ? "" : ` at ${command}`;
    super(`${SENTENCES[code]}${responseCode === undefined ? "" : ` (0x${responseCode.toString(16)}${which})`}`, rest);
    this.name = "TpmError";
    this.code = code;
    this.responseCode = responseCode;
  }
}
