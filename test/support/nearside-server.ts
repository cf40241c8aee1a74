// The server as an operator runs it: `nearside-server start` as a child process, its console read, its shell commands typed.
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { serverVariables } from "../../setup/server.mjs";
import { type Process, startProcess } from "./process.ts";
import { serverProgram } from "./server-program.ts";

export type ServerPlace = {
  /** An origin. */
  readonly issuer: string;
  readonly host: string;
  readonly port: number;
  /** Exists; its data folder goes there. That folder once more is a restart. */
  readonly folder: string;
  readonly namespace?: string;
  /** A program that runs the server, and watches or hinders it. */
  readonly under?: readonly string[];
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /** Node gets these words before the command's own, in place of the program as it ships. */
  readonly program?: readonly string[];
  /** The command that admits a machine, if the program calls it otherwise: in 0.1.0 it was `confirm`. */
  readonly admission?: string;
  /** More words for `nearside-server start`. */
  readonly options?: readonly string[];
  /** More settings, by variable. */
  readonly settings?: Readonly<Record<string, string>>;
};

export type NearsideServer = {
  readonly issuer: string;
  readonly process: Process;
  /** The first owner's; undefined once a machine is enrolled. */
  readonly bootstrapTicket: string | undefined;
  /** `nearside-server ticket <user>` */
  readonly ticket: (user: string) => Promise<string>;
  /** `nearside-server client-ticket …` */
  readonly clientTicket: (...options: readonly string[]) => Promise<string>;
  /** `nearside-server admit`: types the words for the machine that waits. */
  readonly admit: (words: string) => Promise<void>;
  /** `nearside-server …`, whatever needs no typing. It gives all that was printed, since some print everything to the person. */
  readonly shell: (...args: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** The file with the first owner's ticket, where no terminal shows it. */
const TICKET_FILE = "first-ticket";
const STARTED_MS = 60_000;

export async function startServer(place: ServerPlace): Promise<NearsideServer> {
  const data = join(place.folder, "data");
  await mkdir(data, { recursive: true, mode: 0o700 });
  const env = {
    PATH: process.env["PATH"] ?? "",
    ...serverVariables(),
    NEARSIDE_ISSUER: place.issuer,
    NEARSIDE_HOST: place.host,
    NEARSIDE_PORT: String(place.port),
    NEARSIDE_DATA_DIR: data,
    ...(place.tls && { NEARSIDE_TLS_CERT: place.tls.certificateFile, NEARSIDE_TLS_KEY: place.tls.keyFile }),
    ...place.settings,
  };
  const program = place.program ?? (await serverProgram());
  const run = (args: readonly string[], under: readonly string[] = []): Promise<Process> => {
    const [command = process.execPath, ...rest] = [...under, process.execPath, ...program, ...args];
    return startProcess({
      command,
      args: rest,
      env,
      ...(place.namespace === undefined ? {} : { namespace: place.namespace }),
    });
  };
  const server = await run(["start", ...(place.options ?? [])], place.under);
  await server.printed(/Ctrl-C ends it\.\n/, STARTED_MS);
  const file = join(data, TICKET_FILE);
  const first = existsSync(file) ? (await readFile(file, "utf8")).trim() : undefined;
  return {
    issuer: place.issuer,
    process: server,
    bootstrapTicket: first,
    ticket: async (user) => {
      const command = await run(["ticket", user, "--display-name", user]);
      await succeeded(command, "ticket");
      return command.stdout().trim();
    },
    clientTicket: async (...options) => {
      const command = await run(["client-ticket", ...options]);
      await succeeded(command, "client-ticket");
      return command.stdout().trim();
    },
    admit: async (words) => {
      const command = await run([place.admission ?? "admit"]);
      command.type(`${words}\n`);
      command.endInput();
      await succeeded(command, "admit");
    },
    shell: async (...args) => {
      const command = await run(args);
      await succeeded(command, args.join(" "));
      return command.stdout() + command.stderr();
    },
    stop: async () => {
      await server.stop();
    },
  };
}

async function succeeded(command: Process, name: string): Promise<void> {
  const { code } = await command.ended(STARTED_MS);
  if (code !== 0) throw new Error(`nearside-server ${name} ended with ${code}:\n${command.stderr()}`);
}
