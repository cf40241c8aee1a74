import { tpmKeyOf } from "../keys/device-key.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { KeyringError } from "../keys/keyring-error.ts";
import type { Tpm } from "../keys/tpm/connection/open-tpm.ts";
import { type TpmCode, TpmError } from "../keys/tpm/connection/tpm-error.ts";
import { describeTpm } from "../keys/tpm/describe-tpm.ts";
import { demandKnown } from "../keys/tpm/tpm-key.ts";
import { bad, type Finding, good, notice } from "./finding.ts";

const ABOUT = "TPM";

const CURES: Readonly<Partial<Record<TpmCode, string>>> = {
  tpm_setting: "Write NEARSIDE_TPM as device:/dev/tpmrm0, or take it out of the environment.",
  tpm_missing: "Switch it on in the firmware's set-up (PTT, fTPM, Security Device), and look for /dev/tpmrm0.",
  tpm_denied: "Let your account use it: sudo usermod -aG tss NAME, then log in anew.",
  tpm_busy: "Look which other program uses it, then run this again.",
  tpm_locked: "Wait for some hours, or clear its lockout: tpm2_dictionarylockout --clear-lockout",
  tpm_owned: "Ask whoever looks after this machine to take the owner's password away, or keep keys in the keyring.",
  tpm_key_lost: "Enrol this machine again: nearside enroll <issuer>",
};
const ANY_CURE = "Start this computer again; if it lasts, keep keys elsewhere: nearside enroll <issuer> --key keyring";

/** @param machines the enrolments here: if a TPM keeps the key of one, it must still know it */
export async function checkTpm({ openTpm }: KeyPlace, machines: readonly EnrolledMachine[]): Promise<Finding[]> {
  const inTpm = machines.filter(({ keyStorage }) => keyStorage === "tpm");
  try {
    const tpm = openTpm();
    const { manufacturer, firmware } = await describeTpm(tpm);
    for (const machine of inTpm) await demandKeyOf(tpm, machine);
    const whose = `A TPM 2.0 answers (${manufacturer}, firmware ${firmware})`;
    return [good(ABOUT, inTpm.length > 0 ? `${whose} and has the key of this machine.` : `${whose}.`)];
  } catch (error) {
    if (!(error instanceof TpmError)) throw error;
    const cure = CURES[error.code] ?? ANY_CURE;
    if (inTpm.length > 0) return [bad(ABOUT, `The key of this machine can't be used. ${error.message}`, cure)];
    if (error.code === "tpm_missing") return [good(ABOUT, "There is none here, and nothing needs one.")];
    return [notice(ABOUT, `It can't be used, so keys would be kept elsewhere. ${error.message}`, cure)];
  }
}

async function demandKeyOf(tpm: Tpm, machine: EnrolledMachine): Promise<void> {
  try {
    const { open } = await machine.deviceKey();
    if (open.by === "tpm") await demandKnown(tpm, tpmKeyOf(open));
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error; // another finding tells of the keyring
  }
}
