import { getProperty } from "./commands/reading.ts";
import type { Tpm } from "./connection/open-tpm.ts";

interface TpmDescription {
  /** Four letters that the TCG registered, such as `INTC`, `IBM` or `IFX`. */
  readonly manufacturer: string;
  /** Two numbers of 16 bits each, as makers write it. */
  readonly firmware: string;
}

const MANUFACTURER = 0x105;
const FIRMWARE_VERSION_1 = 0x10b;

/** Asks a TPM 2.0 for its maker and firmware, which also shows that one answers. @throws TpmError */
export const describeTpm = (tpm: Tpm): Promise<TpmDescription> =>
  tpm.run(async (connection) => {
    const manufacturer = await getProperty(connection, MANUFACTURER);
    const firmware = await getProperty(connection, FIRMWARE_VERSION_1);
    return { manufacturer: lettersOf(manufacturer), firmware: `${firmware >>> 16}.${firmware & 0xffff}` };
  });

/** Four bytes of ASCII. Anything else is left out, since the text is shown. */
const lettersOf = (number: number): string =>
  [24, 16, 8, 0]
    .map((shift) => String.fromCharCode((number >>> shift) & 0xff))
    .filter((letter) => /[A-Za-z0-9]/.test(letter))
    .join("");
