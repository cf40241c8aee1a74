import { AGENT_EXTENSION } from "@nearside/shared/api/through-keeper.ts";
import { WireError, WireReader } from "@nearside/shared/ssh/wire-reader.ts";

/** The messages of the SSH agent protocol that we send, or answer by ourselves (RFC 9987 §6.1). */
export const MESSAGE = {
  failure: 5,
  success: 6,
  requestIdentities: 11,
  identitiesAnswer: 12,
  extension: 27,
  extensionFailure: 28,
  extensionResponse: 29,
} as const;

/** OpenSSH, PROTOCOL.agent §1: the host that a connection leads to. */
export const SESSION_BIND = "session-bind@openssh.com";

export const FAILURE = Buffer.from([MESSAGE.failure]);
export const SUCCESS = Buffer.from([MESSAGE.success]);
export const EXTENSION_FAILURE = Buffer.from([MESSAGE.extensionFailure]);
/** An agent that has no key. */
export const NO_IDENTITIES = Buffer.from([MESSAGE.identitiesAnswer, 0, 0, 0, 0]);

/** One bind, as `ssh` sent it. It may be untrue: another function asks. */
export interface SessionBind {
  readonly hostKey: Uint8Array<ArrayBuffer>;
  readonly sessionId: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
  /** True if the connection was forwarded from there; false if `ssh` itself signs in there. Nobody signed this. */
  readonly isForwarding: boolean;
}

/** @returns the extension's name and what follows it; undefined if that is no message of that kind */
export function readExtension(
  message: Uint8Array,
  kind: number = MESSAGE.extension,
): { readonly name: string; readonly content: Buffer } | undefined {
  if (message[0] !== kind) return undefined;
  const bytes = Buffer.from(message);
  if (bytes.length < 5) return undefined;
  const end = 5 + bytes.readUInt32BE(1);
  if (end > bytes.length || end > 5 + 255) return undefined;
  return { name: bytes.toString("latin1", 5, end), content: bytes.subarray(end) };
}

/** @throws WireError if it is no bind */
export function readSessionBind(content: Uint8Array): SessionBind {
  const last = content.length - 1;
  const reader = new WireReader(new Uint8Array(content.subarray(0, last)));
  const hostKey = reader.string("host key");
  const sessionId = reader.string("session");
  const signature = reader.string("signature");
  reader.end("bind");
  const forwarding = content[last];
  if (forwarding !== 0 && forwarding !== 1) throw new WireError("forwarding");
  return { hostKey, sessionId, signature, isForwarding: forwarding === 1 };
}

/** The content of one of our own messages: a text after its length, and nothing else. @throws WireError */
export function readText(content: Uint8Array): string {
  const reader = new WireReader(new Uint8Array(content));
  const text = reader.string("text");
  reader.end("text");
  return Buffer.from(text).toString("utf8");
}

/** A call of ours: the extension's name, and what it asks (RFC 9987 §3.8). */
export const extensionCall = (text: string): Buffer => extension(MESSAGE.extension, text);

/** An answer of ours, in the same form. */
export const extensionAnswer = (text: string): Buffer => extension(MESSAGE.extensionResponse, text);

const extension = (kind: number, text: string): Buffer =>
  Buffer.concat([Buffer.from([kind]), string(AGENT_EXTENSION), string(text)]);

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
