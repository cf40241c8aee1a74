import { setTimeout as wait } from "node:timers/promises";
import { StructureError, StructureReader } from "@nearside/shared/tpm/structure-reader.ts";
import { joined, u16, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { errorOf, isSuccess, meansAgain } from "./response-code.ts";
import { TpmError } from "./tpm-error.ts";
import type { Transport } from "./transport.ts";

/** One command (TPM Library Part 3). */
interface TpmCommand {
  /** Its name in the library without `TPM2_`, for the message of its failure. */
  readonly name: string;
  /** TPM_CC. */
  readonly code: number;
  readonly handles: readonly number[];
  /** One session for each handle that must be authorised, in the order of the handles (commands/authorisation.ts). */
  readonly sessions?: readonly Uint8Array[];
  readonly parameters: Uint8Array;
  /** True if the answer begins with a handle. */
  readonly returnsHandle?: boolean;
  /** A longer time than {@link WITHIN}, for a command that needs it. Milliseconds. */
  readonly within?: number;
}

interface TpmAnswer {
  /** 0 if the command returns no handle. */
  readonly handle: number;
  readonly parameters: StructureReader;
}

const NO_SESSIONS = 0x8001;
const SESSIONS = 0x8002;

/** Other programs may work with the TPM before it is our turn. Milliseconds. */
const WITHIN = 30_000;
const MOST_TRIES = 40;
const PAUSE = 50;

/** The TPM, opened for a few commands in a row. */
export class TpmConnection {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** @throws TpmError */
  async execute(command: TpmCommand): Promise<TpmAnswer> {
    const bytes = bytesOf(command);
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#transport.exchange(bytes, command.within ?? WITHIN);
      const code = reading(() => responseCodeOf(answer));
      if (isSuccess(code)) return reading(() => answerOf(command, answer));
      if (!meansAgain(code) || tries === MOST_TRIES) throw errorOf(code, command.name);
      await wait(PAUSE);
    }
  }
}

function bytesOf({ code, handles, sessions, parameters }: TpmCommand): Uint8Array {
  const authorisations = joined(...(sessions ?? []));
  const body = joined(
    ...handles.map(u32),
    ...(sessions === undefined ? [] : [u32(authorisations.length), authorisations]),
    parameters,
  );
  return joined(u16(sessions === undefined ? NO_SESSIONS : SESSIONS), u32(10 + body.length), u32(code), body);
}

function responseCodeOf(answer: Uint8Array<ArrayBuffer>): number {
  const reader = new StructureReader(answer);
  reader.u16("tag");
  if (reader.u32("responseSize") !== answer.length) throw new StructureError("responseSize");
  return reader.u32("responseCode");
}

function answerOf(command: TpmCommand, answer: Uint8Array<ArrayBuffer>): TpmAnswer {
  const reader = new StructureReader(answer);
  reader.only(command.sessions === undefined ? NO_SESSIONS : SESSIONS, "tag");
  reader.bytes(8, "header");
  const handle = command.returnsHandle === true ? reader.u32("handle") : 0;
  if (command.sessions === undefined) return { handle, parameters: new StructureReader(reader.rest()) };
  // The sessions' own part follows the parameters. Passwords and a policy without HMAC say nothing there.
  return { handle, parameters: new StructureReader(reader.bytes(reader.u32("parameterSize"), "parameters")) };
}

/** Reads the TPM's answer, and refuses what is not of its form. @throws TpmError `tpm_malformed` */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof StructureError) throw new TpmError("tpm_malformed", { cause });
    throw cause;
  }
}
