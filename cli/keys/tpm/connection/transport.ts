import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { TpmAddress } from "./setting.ts";
import { TpmError } from "./tpm-error.ts";

/** An open way to the TPM, for one command after the other. */
export interface Transport {
  /**
   * @param within milliseconds
   * @returns one whole answer, or the bytes that came in its place
   * @throws TpmError
   */
  exchange(command: Uint8Array, within: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** No TPM gives a longer answer (TPM Library Part 2 §6.13, TPM_PT_MAX_RESPONSE_SIZE of every TPM known). Bytes. */
const LARGEST_ANSWER = 4096;

const TRIES = 200;
const PAUSE = 50;

/** Opens the way. While another program has the TPM, it waits for about ten seconds. @throws TpmError */
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

/**
 * Maps the system's code of a failed opening. EBUSY means that another program has the device, EAGAIN that too many wait at
 * the socket.
 */
function errorOfOpening(cause: unknown): TpmError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EBUSY" || code === "EAGAIN") return new TpmError("tpm_busy", { cause });
  if (code === "EACCES" || code === "EPERM") return new TpmError("tpm_denied", { cause });
  return new TpmError("tpm_missing", { cause });
}

/**
 * A TPM device of the Linux kernel: one write is one command, and one read its whole answer. The kernel flushes what this
 * program leaves loaded when the device is closed.
 */
async function openDevice(path: string): Promise<Transport> {
  const device = await open(path, constants.O_RDWR);
  const ask = async (command: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => {
    await device.write(command, 0, command.length, null);
    const answer = new Uint8Array(LARGEST_ANSWER);
    const { bytesRead } = await device.read(answer, 0, answer.length, null);
    return answer.slice(0, bytesRead);
  };
  return {
    exchange: (command, within) => withinTime(ask(command), within),
    // The closing is not awaited: a read that the TPM never answers would hold it up.
    close: () => void device.close().catch(() => undefined),
  };
}

const HEADER = 10;

/**
 * swtpm's own socket, with commands and answers as the TPM has them. It serves one connection at a time, and the next one
 * waits.
 */
async function openSocket(address: Exclude<TpmAddress, { kind: "device" }>): Promise<Transport> {
  const socket = connect(address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.removeAllListeners("error").on("error", () => undefined); // a command that waits for an answer hears "close"
  return {
    exchange: (command, within) => withinTime(ask(socket, command), within),
    close: () => socket.destroy(),
  };
}

function ask(socket: Socket, command: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0);
    const settle = (conclude: () => void): void => {
      socket.off("data", take).off("close", fail);
      conclude();
    };
    const fail = (): void => settle(() => reject(new TpmError("tpm_failed")));
    const take = (data: Buffer): void => {
      answer = Buffer.concat([answer, data]);
      const length = answer.length < HEADER ? HEADER : answer.readUInt32BE(2);
      if (length < HEADER || length > LARGEST_ANSWER || answer.length > length)
        settle(() => reject(new TpmError("tpm_malformed")));
      else if (answer.length === length && length >= HEADER) settle(() => resolve(new Uint8Array(answer)));
    };
    socket.on("data", take).once("close", fail);
    if (socket.destroyed) fail();
    else socket.write(command);
  });
}

/**
 * @throws TpmError `tpm_busy` after `within` milliseconds, and everything that the work throws; failed calls of the
 * system become `tpm_failed`
 */
function withinTime<T>(work: Promise<T>, within: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TpmError("tpm_busy")), within);
    work
      .finally(() => clearTimeout(timer))
      .then(resolve, (cause: unknown) =>
        reject(cause instanceof TpmError ? cause : new TpmError("tpm_failed", { cause })),
      );
  });
}
