import { randomBytes } from "node:crypto";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { inTheNameOf } from "../../kit/keys.ts";
import type { Plan } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";

const OTHER_HASH = "A".repeat(43);
const proof = (change: object, more: Partial<AccessToken["claims"]> = {}): Plan => ({
  token: {
    claims: ({ proof, ...honest }) => ({
      ...honest,
      ...(proof === undefined ? {} : { proof: { ...proof, ...change } }),
      ...more,
    }),
  },
});

/** A login from a host reached by SSH (protocol §10, threats S8, S9). */
export const elsewhereFlaws = (parties: Parties): Flaw[] =>
  [...placeFlaws(parties), ...relayFlaws(parties), ...tokenFlaws(), ...restingFlaws(parties)].map((flaw) => ({
    of: "elsewhere",
    ...flaw,
  }));

const placeFlaws = ({ place }: Parties): Flaw[] => [
  {
    name: "host's signature over another session",
    why: "signature is the host's, of a session that somebody else has with it.",
    layer: "checkHostSignature",
    code: "host_signature_invalid",
    field: "device.place.signature",
    plan: { place: { ...place, session_id: randomBytes(32).toString("base64url") } },
  },
  {
    name: "host key that is no key",
    why: "The bytes name a type of key that hosts do not have.",
    layer: "checkHostSignature",
    code: "host_signature_invalid",
    field: "device.place.host_key",
    plan: { place: { ...place, host_key: Buffer.alloc(51, 1).toString("base64url") } },
  },
  {
    name: "request of a login on the machine itself, for a command line elsewhere",
    why: "The server signed it under the other type, so nobody would ask for the keeper's word.",
    layer: "checkRequestPlace",
    code: "place_mismatch",
    field: "request.typ",
    plan: { requestOf: "here" },
  },
  {
    name: "facts that name another session",
    why: "since is another one than the machine signed.",
    layer: "checkFactsPlace",
    code: "place_mismatch",
    field: "facts.place",
    plan: { facts: (honest) => ({ ...honest, place: { ...place, since: place.since - 1 } }) },
  },
  {
    name: "facts without a word on the host",
    why: "host is left out: it says under which name the server knows the key, or that it does not.",
    layer: "checkFactsPlace",
    code: "place_mismatch",
    field: "facts.host",
    plan: { facts: ({ host: _, ...honest }) => honest },
  },
];

const relayFlaws = ({ device, stranger }: Parties): Flaw[] => [
  {
    name: "login from elsewhere without the keeper's word",
    why: "The relay is left out, and the extension says that it met the command line itself.",
    layer: "checkRelayAsked",
    code: "relay_mismatch",
    field: "relay",
    plan: {
      relay: { leftOut: true },
      presence: {
        claims: (honest) => ({ ...honest, peer: { account: "same", process: "chromium", forwarded: "no" } }),
      },
    },
  },
  {
    name: "relay by another machine",
    why: "jwk is a stranger's, who signed.",
    layer: "checkRelaySignature",
    code: "key_mismatch",
    field: "relay.jwk",
    plan: { relay: { signer: stranger } },
  },
  {
    name: "relay with the device key, signed by another",
    why: "jwk is the device key; a stranger signed.",
    layer: "checkRelaySignature",
    code: "bad_signature",
    field: "signature",
    plan: { relay: { signer: inTheNameOf(device, stranger) } },
  },
  {
    name: "relay of another presence proof",
    why: "presence is the hash of something else.",
    layer: "checkRelayPresence",
    code: "relay_mismatch",
    field: "relay.presence",
    plan: { relay: { claims: (honest) => ({ ...honest, presence: OTHER_HASH }) } },
  },
  {
    name: "presence proof of a command line elsewhere that says on which way it was met",
    why: "channel is native: only the keeper sees that, and its relay says so.",
    layer: "checkRelayPresence",
    code: "relay_mismatch",
    field: "presence.channel",
    plan: { presence: { claims: (honest) => ({ ...honest, channel: "native" }) } },
  },
  {
    name: "presence proof of a command line elsewhere that says who met it",
    why: "peer names a process: only the keeper sees one, and its relay says so.",
    layer: "checkRelayPresence",
    code: "relay_mismatch",
    field: "presence.peer",
    plan: { presence: { claims: (honest) => ({ ...honest, peer: { ...honest.peer, process: "chromium" } }) } },
  },
  {
    name: "attestation that names another relay",
    why: "relay is the hash of something else.",
    layer: "checkLocalityRelay",
    code: "relay_mismatch",
    field: "attestation.relay",
    plan: { hopAttestation: { claims: (honest) => ({ ...honest, relay: OTHER_HASH }) } },
  },
  {
    name: "relay that says another way than the extension",
    why: "The keeper says that it was met natively, the extension that it came over loopback.",
    layer: "checkLocalityLoopback",
    code: "loopback_mismatch",
    field: "attestation.loopback",
    plan: { relay: { claims: (honest) => ({ ...honest, channel: "native" }) } },
  },
  {
    name: "relay by a keeper that could not tell who met it",
    why: "peer.account is unknown where the policy asks for the same account.",
    layer: "checkPeer",
    code: "peer_unknown",
    field: "presence.peer",
    plan: { relay: { claims: (honest) => ({ ...honest, peer: { ...honest.peer, account: "unknown" } }) } },
  },
];

const tokenFlaws = (): Flaw[] => [
  {
    name: "token of a login from elsewhere that is passed off as one of the machine itself",
    why: "proof has no place, and the class is that of the machine itself.",
    layer: "checkTokenPlace",
    code: "token_mismatch",
    field: "token.proof.place",
    plan: {
      token: {
        claims: ({ proof, ...honest }) => {
          if (proof === undefined) return honest;
          const { place: _place, host: _host, ...local } = proof;
          return { ...honest, proof: local, acr: ACR_VALUES[0] };
        },
      },
    },
  },
  {
    name: "token that says of a host that administrators enrolled it",
    why: "proof.host is enrolled; the facts say that the server does not know the key.",
    layer: "checkTokenPlace",
    code: "token_mismatch",
    field: "token.proof.host",
    plan: proof({ host: "enrolled" }),
  },
  {
    name: "token of a login from a host, of the class of the machine itself",
    why: "acr is same-machine, and proof says ssh.",
    layer: "checkTokenClass",
    code: "token_mismatch",
    field: "token.acr",
    plan: proof({}, { acr: ACR_VALUES[0] }),
  },
];

const restingFlaws = ({ place }: Parties): Flaw[] => [
  {
    of: "resting",
    name: "login from elsewhere that rests on an approval of the machine itself",
    why: "Account and terminal are the word of the host, which names those of the machine.",
    layer: "checkEarlierAsked",
    code: "standing_mismatch",
    field: "rests_on.place",
    also: ["checkFactsPlace"],
    plan: { facts: (honest) => ({ ...honest, place, host: null }) },
  },
];
