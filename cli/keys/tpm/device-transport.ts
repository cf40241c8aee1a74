import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { LARGEST_ANSWER, type Transport } from "./transport.ts";
import { withinTime } from "./within-time.ts";

/**
 * A TPM device of the Linux kernel: one write is one command, one read its whole answer. What this program leaves loaded
 * goes when the device is closed.
 */
export async function openDevice(path: string): Promise<Transport> {
  const device = await open(path, constants.O_RDWR);
  const ask = async (command: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => {
    await device.write(command, 0, command.length, null);
    const answer = new Uint8Array(LARGEST_ANSWER);
    const { bytesRead } = await device.read(answer, 0, answer.length, null);
    return answer.slice(0, bytesRead);
  };
  return {
    exchange: (command, within) => withinTime(ask(command), within),
    // Not waited for: a read that the TPM never answers would hold it up.
    close: () => void device.close().catch(() => undefined),
  };
}
