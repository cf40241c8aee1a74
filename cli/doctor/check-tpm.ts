import { tpmKeyOf } from "../keys/device-key.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { KeyringError } from "../keys/keyring-error.ts";
import type { Tpm } from "../keys/tpm/connection/open-tpm.ts";
import { type TpmCode, TpmError } from "../keys/tpm/connection/tpm-error.ts";
import { describeTpm } from "../keys/tpm/describe-tpm.ts";
import { demandKnown } from "../keys/tpm/tpm-key.ts";
import { texts } from "../texts/doctor/machine.ts";
import { bad, type Finding, good, notice } from "./finding.ts";

const ABOUT = "TPM";

const CURES: Readonly<Partial<Record<TpmCode, string>>> = {
  tpm_setting: texts.tpm.setting,
  tpm_missing: texts.tpm.missing,
  tpm_denied: texts.tpm.denied,
  tpm_busy: texts.tpm.busy,
  tpm_locked: texts.tpm.locked,
  tpm_owned: texts.tpm.owned,
  tpm_key_lost: texts.tpm.enrolAgain,
};
const ANY_CURE = texts.tpm.restart;

/** @param machines the enrolments here: if a TPM keeps the key of one, it must still know it */
export async function checkTpm({ openTpm }: KeyPlace, machines: readonly EnrolledMachine[]): Promise<Finding[]> {
  const inTpm = machines.filter(({ keyStorage }) => keyStorage === "tpm");
  try {
    const tpm = openTpm();
    const { manufacturer, firmware } = await describeTpm(tpm);
    for (const machine of inTpm) await demandKeyOf(tpm, machine);
    const whose = texts.tpm.works({ manufacturer, firmware });
    return [good(ABOUT, inTpm.length > 0 ? texts.tpm.hasKey({ tpm: whose }) : `${whose}.`)];
  } catch (error) {
    if (!(error instanceof TpmError)) throw error;
    const cure = CURES[error.code] ?? ANY_CURE;
    if (inTpm.length > 0) return [bad(ABOUT, texts.tpm.keyLost({ why: error.message }), cure)];
    if (error.code === "tpm_missing") return [good(ABOUT, texts.tpm.none)];
    return [notice(ABOUT, texts.tpm.unused({ why: error.message }), cure)];
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
