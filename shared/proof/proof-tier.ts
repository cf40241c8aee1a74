import * as v from "valibot";
import { channelSchema } from "../claims.ts";
import { type HostStanding, hostStandingSchema } from "./host-standing.ts";
import { type KeyStorage, keyStorageSchema } from "./key-storage.ts";

/**
 * The proof behind a token's approval, as four facts (protocol §4.6): the account of the peer that the command line
 * saw, and that no known program forwarded the connection from elsewhere; the storage of the device key when the
 * decision was signed, and the kind of passkey that approved.
 */
export const proofSchema = v.strictObject({
  peer: v.picklist(["same", "unknown"]),
  /** Absent in tokens and records that are older than this member. */
  forwarded: v.optional(v.picklist(["no", "unknown"])),
  key_storage: keyStorageSchema,
  passkey: v.picklist(["device_bound", "synced"]),
  /** The way on which command line and browser met. Absent in tokens and records that are older than this member. */
  channel: v.optional(channelSchema),
  /** The place of a command line elsewhere (protocol §10); absent for one on the machine itself. */
  place: v.exactOptional(v.picklist(["ssh", "container"])),
  /** Says what is known of the host; present if `place` is `ssh`. */
  host: v.exactOptional(hostStandingSchema),
  /** Present if the token is for a program that only knows a redirect (protocol §6). */
  program: v.optional(v.literal("redirect")),
});
export type Proof = v.InferOutput<typeof proofSchema>;

/** The proof that is assumed if none was recorded. */
export const WEAKEST_PROOF: Proof = {
  peer: "unknown",
  forwarded: "unknown",
  key_storage: "file",
  passkey: "synced",
  channel: "loopback",
};

const SAME_MACHINE = "urn:nearside:acr:same-machine";
/**
 * Authentication context classes (`acr`, RFC 9068 §2.2.3.1).
 *
 * Classes a login on the machine itself, the weakest first: `sameMachine`, `deviceBound`, `hardware`; each includes all before it. Every such token
 * was met on the machine that started its login and approved by a passkey of its bound set; beyond that: `deviceBound`: the device key lies
 * in keyring or TPM, the passkey cannot be copied; `hardware`: the device key was proven to lie in a TPM, and the peer was seen: of the same
 * account, and no forwarder.
 *
 * `sshSession`: the command line runs on a host that the machine's own `ssh` has a session with, and was met through the machine's keeper
 * (protocol §10.4).
 *
 * `loopbackRedirect`: a program got the token by a loopback redirect, and this machine's keeper vouched for it (protocol §6). Every class of a
 * login on the machine itself includes it.
 */
export const ACR = {
  loopbackRedirect: "urn:nearside:acr:loopback-redirect",
  sshSession: "urn:nearside:acr:ssh-session",
  sameMachine: SAME_MACHINE,
  deviceBound: `${SAME_MACHINE}:device-bound`,
  hardware: `${SAME_MACHINE}:hardware`,
} as const;
/** The classes of a login on the machine itself, the weakest first. */
export const ACR_VALUES = [ACR.sameMachine, ACR.deviceBound, ACR.hardware] as const;
/** The classes that include each other, the weakest first. */
const RANKED = [ACR.sshSession, ...ACR_VALUES] as const;
/** Every class, the weakest first. */
export const ACR_CLASSES = [ACR.loopbackRedirect, ...RANKED] as const;
export type Acr = (typeof ACR_CLASSES)[number];

/**
 * True if the command line saw its peer: a process of its own account that forwards nothing from elsewhere. A
 * process that hides may be a forwarder, of the same account too (threat M2).
 */
export const isSeenPeer = (peer: {
  readonly account: Proof["peer"];
  readonly forwarded: Proof["forwarded"];
}): boolean => peer.account === "same" && peer.forwarded === "no";

/** The highest class for which the proof is enough. */
export function acrOf({ peer, forwarded, key_storage, passkey, place, program }: Proof): Acr {
  if (program === "redirect") return ACR.loopbackRedirect;
  if (place === "ssh") return ACR.sshSession;
  if (passkey === "synced" || key_storage === "file") return ACR.sameMachine;
  return key_storage === "tpm" && isSeenPeer({ account: peer, forwarded }) ? ACR.hardware : ACR.deviceBound;
}

/** True if class `acr` is enough for `wanted`: of our classes a higher one is, of others only the same. */
export function acrSatisfies(acr: string, wanted: string): boolean {
  const own: readonly string[] = ACR_VALUES;
  if (wanted === ACR.loopbackRedirect && own.includes(acr)) return true;
  const ranks: readonly string[] = RANKED;
  const rank = ranks.indexOf(acr);
  return acr === wanted || (rank >= 0 && ranks.includes(wanted) && rank >= ranks.indexOf(wanted));
}

/**
 * `amr` (RFC 8176 §2): possession of a key was proved, the person was there, and whether hardware is known to keep that
 * key. The passkey's own hardware is left out, because it is not proved to the server.
 */
export const amrOf = ({ key_storage }: Proof): string[] => ["pop", "user", key_storage === "tpm" ? "hwk" : "swk"];

/**
 * The weaker of two proofs, member by member. A strength counts only if it was proved then and holds now. Both are of one login, so the place
 * is `one`'s.
 */
export const weakerProof = (one: Proof, other: Proof): Proof => ({
  peer: one.peer === "same" ? other.peer : one.peer,
  forwarded: one.forwarded === "no" && other.forwarded === "no" ? "no" : "unknown",
  key_storage: rankOf(one.key_storage) > rankOf(other.key_storage) ? one.key_storage : other.key_storage,
  passkey: one.passkey === "device_bound" ? other.passkey : one.passkey,
  channel: one.channel === "native" && other.channel === "native" ? "native" : "loopback",
  ...(one.place === undefined ? {} : { place: one.place }),
  ...(one.host === undefined ? {} : { host: weakerHost(one.host, other.host ?? "unknown") }),
  ...(one.program === "redirect" || other.program === "redirect" ? { program: "redirect" } : {}),
});

const weakerHost = (one: HostStanding, other: HostStanding): HostStanding => {
  const { options } = hostStandingSchema; // the weaker one comes later
  return options.indexOf(one) > options.indexOf(other) ? one : other;
};

/** A higher rank is a weaker storage. */
const rankOf = (storage: KeyStorage): number => keyStorageSchema.options.indexOf(storage);
