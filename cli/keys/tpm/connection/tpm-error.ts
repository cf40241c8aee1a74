import { RoomError } from "../../../problems/problem.ts";

/** The sentence of each code: what happened, and what to do. */
const SENTENCES = {
  tpm_setting:
    "NEARSIDE_TPM is not understood. Write device:/dev/tpmrm0, swtpm:host=127.0.0.1,port=2321 or swtpm:path=/the/socket, or leave it out.",
  tpm_missing:
    "No TPM 2.0 was found here. Nearside uses one on Linux, at /dev/tpmrm0; switch it on in the firmware's set-up, or keep keys elsewhere: --key keyring.",
  tpm_denied:
    "This account may not use the TPM. On most systems its users are in the group tss: sudo usermod -aG tss NAME, then log in anew.",
  tpm_busy:
    "The TPM is busy with something else and did not answer in time. Try again in a moment; nothing was changed.",
  tpm_locked:
    "The TPM refuses to work for now because it was given wrong passwords too often. Wait for some hours, or ask whoever looks after this machine to clear the lockout.",
  tpm_owned:
    "The TPM wants an owner's password that Nearside does not know, so it can't make keys there. Ask whoever looks after this machine, or keep keys elsewhere: --key keyring.",
  tpm_key_lost:
    "The TPM does not know this machine's key: it was cleared or exchanged since, or the file was. Nobody can sign with that key any more. Enrol this machine again: `nearside enroll --restart`.",
  tpm_no_certificate:
    "This TPM carries no certificate of its maker for an RSA 2048 key, so it can't prove what it is. Keep keys elsewhere: --key keyring.",
  tpm_unproven:
    "This TPM could not answer the server's challenge: its certificate is not its own, or the answer was changed on its way. Keep keys elsewhere: --key keyring.",
  tpm_malformed: "The TPM answered in a form that TPM 2.0 does not have. Try again; `nearside doctor` tells more.",
  tpm_failed:
    "The TPM did not do what it was asked. Try again; if it lasts, look at `nearside doctor`, or keep keys elsewhere: --key keyring.",
} as const;

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
