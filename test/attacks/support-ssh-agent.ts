// Builds what a host says over a forwarded SSH agent, byte for byte, and what a program says to the keeper's socket.
import { join } from "node:path";
import { AGENT_EXTENSION } from "@nearside/shared/api/through-keeper.ts";
import type { SshLab } from "../steps/ssh-lab.ts";
import type { Process } from "../support/process.ts";
import { storedRows } from "../support/server-rows.ts";

/** One SSH string (RFC 4251 §5). */
export const string = (content: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

export interface Bind {
  readonly hostKey: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly signature: Uint8Array;
}

/** `session-bind@openssh.com`, as `ssh` writes it. */
export const bindMessage = ({ hostKey, sessionId, signature }: Bind, forwarding: boolean): Buffer =>
  Buffer.concat([
    Buffer.from([27]),
    string("session-bind@openssh.com"),
    string(hostKey),
    string(sessionId),
    string(signature),
    Buffer.from([forwarding ? 1 : 0]),
  ]);

/** One of the messages of protocol §10.6. */
export const keeperMessage = (call: object): Buffer =>
  Buffer.concat([Buffer.from([27]), string(AGENT_EXTENSION), string(JSON.stringify(call))]);

export const LIST = Buffer.from([11]);

/** Reads the agent's answer. */
export const FAILURE = "05";
export const SUCCESS = "06";
export const EXTENSION_FAILURE = "1c";
export const NO_KEYS = "0c00000000";

/** Sends messages over one connection, one after the other, and prints what comes back, a line each. */
const TALKER = `
const [socket, ...messages] = process.argv.slice(1);
const agent = require("node:net").connect(socket);
let held = Buffer.alloc(0);
const next = () => {
  const message = messages.shift();
  if (message === "hold") return console.log("holds");
  if (message === undefined) return agent.end();
  const bytes = Buffer.from(message, "hex");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  agent.write(Buffer.concat([length, bytes]));
};
agent.on("connect", next);
agent.on("data", (chunk) => {
  held = Buffer.concat([held, chunk]);
  while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
    console.log(held.subarray(4, 4 + held.readUInt32BE(0)).toString("hex"));
    held = held.subarray(4 + held.readUInt32BE(0));
    next();
  }
});
agent.on("error", (error) => console.log(error.code));
agent.on("close", () => { console.log("closed"); process.exit(0); });`;

/** The arguments with which Node is that program. */
export const talkerArguments = (socket: string, ...messages: readonly Buffer[]): readonly string[] => [
  "-e",
  TALKER,
  socket,
  ...messages.map((message) => message.toString("hex")),
];

/** The shell's line for it on a host. @param socket `$SSH_AUTH_SOCK`, or a path */
export const talkLine = (socket: string, ...messages: readonly Buffer[]): string => {
  const [flag, program, , ...words] = talkerArguments(socket, ...messages);
  return `"${process.execPath}" ${flag} '${program?.replaceAll("'", `'\\''`)}' "${socket}" ${words.join(" ")}`;
};

/** The answers that a talker heard, in hexadecimal. */
export async function heardBy(talker: Process): Promise<readonly string[]> {
  await talker.ended();
  return talker
    .stdout()
    .split("\n")
    .filter((line) => line !== "" && line !== "closed");
}

/** The keeper's sockets for `ssh`, on the laptop of that lab. */
export const socketsOf = ({ state }: SshLab) => ({
  logins: join(state, "keeper/ssh.sock"),
  keys: join(state, "keeper/ssh-keys.sock"),
});

/** A login by its form, which is for nobody. */
export const NOBODYS_LOGIN = keeperMessage({
  remote: "login",
  issuer: null,
  form: { client_id: "nearside-cli", scope: "", resource: [] },
  context: {
    hostname: "evil",
    os: "Linux",
    account: "root",
    command: "nearside login",
    cwd: "/",
    parent: null,
    tty: null,
    remote: "ssh",
  },
});

/** The logins that the server has heard of. */
export const loginsAt = (place: { readonly dataFolder: string }): number => {
  const { logins } = storedRows(place);
  return Array.isArray(logins) ? logins.length : 0;
};

/** The answer of the keeper in an agent's answer; undefined if there is no such answer. */
export function keeperAnswer(hex: string | undefined): unknown {
  const bytes = Buffer.from(hex ?? "", "hex");
  const name = string(AGENT_EXTENSION);
  if (bytes[0] !== 29 || Buffer.compare(bytes.subarray(1, 1 + name.length), name) !== 0) return undefined;
  return JSON.parse(bytes.subarray(1 + name.length + 4).toString("utf8"));
}
