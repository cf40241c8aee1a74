import { TpmConnection } from "./connection.ts";
import { readTpmSetting } from "./setting.ts";
import { openTransport } from "./transport.ts";

/** A TPM 2.0. Nothing stays open between two tasks, since others use it too. */
export interface Tpm {
  /** @throws TpmError, and whatever the task throws */
  run<T>(task: (connection: TpmConnection) => Promise<T>): Promise<T>;
}

/** Opens the TPM of this machine when it is wanted. @throws TpmError `tpm_setting`, `tpm_missing` */
export type OpenTpm = () => Tpm;

/**
 * The TPM of this machine. Its first use shows whether there is one.
 *
 * @param setting NEARSIDE_TPM, see `setting.ts`
 * @throws TpmError `tpm_setting`, `tpm_missing`
 */
export function openTpm(setting: string | undefined, platform: NodeJS.Platform): Tpm {
  const address = readTpmSetting(setting, platform);
  return {
    run: async (task) => {
      const transport = await openTransport(address);
      try {
        return await task(new TpmConnection(transport));
      } finally {
        transport.close();
      }
    },
  };
}
