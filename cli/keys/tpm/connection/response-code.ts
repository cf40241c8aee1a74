import { type TpmCode, TpmError } from "./tpm-error.ts";

// TPM_RC (TPM Library Part 2 §6.6.3). Format-one codes (bit 7) carry the number of the wrong handle, session or parameter
// in other bits, which say nothing to a person.

const SUCCESS = 0;
const FORMAT_ONE = 0x080;
const FORMAT_ONE_ERROR = 0x0bf;

/** Codes that ask for another try: the TPM works for another program, tests itself, or spares its memory. */
const AGAIN: ReadonlySet<number> = new Set([
  0x908, // YIELDED
  0x90a, // TESTING
  0x920, // NV_RATE
  0x922, // RETRY
]);

const WARNINGS: ReadonlyMap<number, TpmCode> = new Map<number, TpmCode>([
  [0x901, "tpm_busy"], // CONTEXT_GAP
  [0x902, "tpm_busy"], // OBJECT_MEMORY: others fill it when no resource manager makes room
  [0x903, "tpm_busy"], // SESSION_MEMORY
  [0x905, "tpm_busy"], // SESSION_HANDLES
  [0x906, "tpm_busy"], // OBJECT_HANDLES
  [0x908, "tpm_busy"],
  [0x909, "tpm_busy"], // CANCELED
  [0x90a, "tpm_busy"],
  [0x920, "tpm_busy"],
  [0x921, "tpm_locked"], // LOCKOUT
  [0x922, "tpm_busy"],
]);

const ERRORS: ReadonlyMap<number, TpmCode> = new Map<number, TpmCode>([
  [0x085, "tpm_owned"], // HIERARCHY: the owner's hierarchy is switched off
  [0x08e, "tpm_owned"], // AUTH_FAIL
  [0x0a2, "tpm_owned"], // BAD_AUTH
  [0x09f, "tpm_key_lost"], // INTEGRITY: wrapped by another TPM, or by this one before it was cleared
]);

export const isSuccess = (code: number): boolean => code === SUCCESS;
export const meansAgain = (code: number): boolean => AGAIN.has(code);

/** The error of a format-one code alone; other codes as they are. */
export const errorNumberOf = (code: number): number => ((code & FORMAT_ONE) === 0 ? code : code & FORMAT_ONE_ERROR);

export function errorOf(responseCode: number, command: string): TpmError {
  const code = WARNINGS.get(responseCode) ?? ERRORS.get(errorNumberOf(responseCode));
  return new TpmError(code ?? "tpm_failed", { responseCode, command });
}
