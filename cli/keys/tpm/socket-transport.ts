import { connect, type Socket } from "node:net";
import type { TpmAddress } from "./setting.ts";
import { TpmError } from "./tpm-error.ts";
import { LARGEST_ANSWER, type Transport } from "./transport.ts";
import { withinTime } from "./within-time.ts";

const HEADER = 10;

/** swtpm's own socket: commands and answers as the TPM has them. It serves one connection at a time, the next one waits. */
export async function openSocket(address: Exclude<TpmAddress, { kind: "device" }>): Promise<Transport> {
  const socket = connect(address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.removeAllListeners("error").on("error", () => undefined); // whoever waits for an answer is told by "close"
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
