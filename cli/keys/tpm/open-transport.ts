import { setTimeout as wait } from "node:timers/promises";
import { openDevice } from "./device-transport.ts";
import type { TpmAddress } from "./setting.ts";
import { openSocket } from "./socket-transport.ts";
import { TpmError } from "./tpm-error.ts";
import type { Transport } from "./transport.ts";

const TRIES = 200;
const PAUSE = 50;

/** Opens the way; where somebody else has it just now, waits for about ten seconds. @throws TpmError */
export async function openTransport(address: TpmAddress): Promise<Transport> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await (address.kind === "device" ? openDevice(address.path) : openSocket(address));
    } catch (cause) {
      const error = errorOfOpening(cause);
      if (error.code !== "tpm_busy" || tries === TRIES) throw error;
    }
    await wait(PAUSE);
  }
}

/** The system's code of what failed. A device that another program has is EBUSY; a socket with too many waiting EAGAIN. */
function errorOfOpening(cause: unknown): TpmError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EBUSY" || code === "EAGAIN") return new TpmError("tpm_busy", { cause });
  if (code === "EACCES" || code === "EPERM") return new TpmError("tpm_denied", { cause });
  return new TpmError("tpm_missing", { cause });
}
