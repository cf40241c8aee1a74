import { DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { DeviceStatement } from "@nearside/shared/statements/device.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import { inTheNameOf } from "../../kit/keys.ts";
import { LOOPBACK } from "../../kit/machine.ts";
import { idOf, STARTED } from "../about.ts";
import { resigned } from "../forge.ts";
import type { Plan } from "../login.ts";
import type { Parties } from "../parties.ts";
import { type Flaw, OTHER_ISSUER } from "./flaw.ts";
import { serverSignatureFlaws } from "./server-signature.ts";

type Claims = DeviceStatement["claims"];
const device = (claims: (honest: Claims) => Claims): Plan => ({ device: { claims } });
const request = (claims: (honest: Request["claims"]) => Request["claims"]): Plan => ({ request: { claims } });

/** Flaws of the device statement and the request (protocol §4.1). */
export const requestFlaws = (parties: Parties): Flaw[] => [
  ...deviceSignatureFlaws(parties),
  ...deviceTimeFlaws(),
  ...serverSignatureFlaws<Request["claims"]>("request", "checkRequestSignature", parties, (twist) => ({
    request: twist,
  })),
  ...requestDeviceFlaws(parties),
  ...factsFlaws(),
];

const deviceSignatureFlaws = (parties: Parties): Flaw[] => [
  {
    name: "device statement in the name of another machine",
    why: "iss is another device key's thumbprint; kid and signature are this machine's.",
    layer: "checkDeviceSignature",
    code: "key_mismatch",
    field: "device.iss",
    also: ["checkBoundSet"],
    plan: device((honest) => ({ ...honest, iss: parties.stranger.thumbprint })),
  },
  {
    name: "device statement whose kid is another key's",
    why: "kid is another key's thumbprint; iss and signature are this machine's.",
    layer: "checkDeviceSignature",
    code: "key_mismatch",
    field: "device.kid",
    plan: { device: { signer: inTheNameOf(parties.stranger, parties.device) } },
  },
  {
    name: "device statement signed by another key",
    why: "iss and kid are this machine's; a stranger signed.",
    layer: "checkDeviceSignature",
    code: "bad_signature",
    field: "signature",
    plan: { device: { signer: inTheNameOf(parties.device, parties.stranger) } },
  },
  {
    name: "device statement signed by its own session key",
    why: "The session key vouches for itself: the device key did not sign.",
    layer: "checkDeviceSignature",
    code: "bad_signature",
    field: "signature",
    plan: { device: { signer: inTheNameOf(parties.device, parties.session) } },
  },
  {
    name: "device statement with a signature of zeros",
    why: "R = S = 0, which a careless verifier takes for any key and text.",
    layer: "checkDeviceSignature",
    code: "bad_signature",
    field: "signature",
    plan: { device: { text: (jws) => resigned(jws, () => new Uint8Array(64)) } },
  },
  {
    name: "device statement for another server",
    why: "aud is another issuer: the statement was taken from there.",
    layer: "checkDeviceAudience",
    code: "wrong_audience",
    field: "device.aud",
    plan: device((honest) => ({ ...honest, aud: OTHER_ISSUER })),
  },
  {
    name: "device statement for the device key itself",
    why: "One key is device key and session key: a thief needs no second one.",
    layer: "checkDeviceSession",
    code: "key_mismatch",
    field: "device.cnf",
    plan: {
      ...device((honest) => ({ ...honest, cnf: { jkt: parties.device.thumbprint } })),
      presence: { signer: parties.device },
    },
  },
];

const AT = STARTED + 1; // iat of the request
const LEEWAY = 60;

const deviceTimeFlaws = (): Flaw[] => [
  {
    name: "device statement that ends when it begins",
    why: "exp = iat.",
    layer: "checkDeviceTime",
    code: "malformed",
    field: "exp",
    plan: device((honest) => ({ ...honest, exp: honest.iat })),
  },
  {
    name: "device statement that lives a second too long",
    why: "exp = iat + 61 s.",
    layer: "checkDeviceTime",
    code: "malformed",
    field: "exp",
    plan: device((honest) => ({ ...honest, exp: honest.iat + DEVICE_STATEMENT_SECONDS + 1 })),
  },
  {
    name: "device statement a second further in the future than is forgiven",
    why: "iat is 61 s after the request's.",
    layer: "checkDeviceTime",
    code: "clock_skew",
    field: "iat",
    plan: device((honest) => ({ ...honest, iat: AT + LEEWAY + 1, exp: AT + LEEWAY + 1 + DEVICE_STATEMENT_SECONDS })),
  },
  {
    name: "device statement that ended a second longer ago than is forgiven",
    why: "exp is 61 s before the request's iat.",
    layer: "checkDeviceTime",
    code: "clock_skew",
    field: "exp",
    plan: device((honest) => ({ ...honest, iat: AT - LEEWAY - 1 - DEVICE_STATEMENT_SECONDS, exp: AT - LEEWAY - 1 })),
  },
];

const requestDeviceFlaws = ({ otherSession }: Parties): Flaw[] => [
  {
    name: "request about another device statement",
    why: "statement is the hash of something else.",
    layer: "checkRequestDevice",
    code: "device_mismatch",
    field: "request.statement",
    plan: request((honest) => ({ ...honest, statement: honest.facts })),
  },
  {
    name: "request for another session key",
    why: "sub_jkt is a key that the device statement does not vouch for; that key then meets and gets the token.",
    layer: "checkRequestDevice",
    code: "device_mismatch",
    field: "request.sub_jkt",
    plan: {
      ...request((honest) => ({ ...honest, sub_jkt: otherSession.thumbprint })),
      presence: { signer: otherSession },
    },
  },
  {
    name: "request aimed at another address",
    why: "The address is not the one that the device statement names; the meeting takes place there.",
    layer: "checkRequestDevice",
    code: "device_mismatch",
    field: "request.loopback",
    plan: request((honest) => ({ ...honest, loopback: { ...LOOPBACK, address: "::1" } })),
  },
  {
    name: "request aimed at another port",
    why: "The port is not the one that the device statement names; the meeting takes place there.",
    layer: "checkRequestDevice",
    code: "device_mismatch",
    field: "request.loopback",
    plan: request((honest) => ({ ...honest, loopback: { ...LOOPBACK, port: LOOPBACK.port + 1 } })),
  },
  {
    name: "request without a port, for a command line that listens on one",
    why: "The device statement names a port, and nobody else may take it out.",
    layer: "checkRequestDevice",
    code: "device_mismatch",
    field: "request.loopback",
    also: ["checkLocalityLoopback"],
    plan: request((honest) => ({ ...honest, loopback: null })),
  },
];

/** Each member of the context with something else in it. */
const CONTEXTS: Partial<Claims["context"]>[] = [
  { hostname: "server" },
  { os: "Windows 11" },
  { account: "root" },
  { command: "deploy prod --all" },
  { cwd: "/" },
  { parent: null },
  { tty: null },
  { terminal_session: "TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTA" },
  { remote: "ssh" },
];

const factsFlaws = (): Flaw[] => [
  {
    name: "facts with a wider scope than the request's",
    why: "The facts' text was changed after the request named its hash.",
    layer: "checkRequestFacts",
    code: "facts_mismatch",
    field: "request.facts",
    also: ["checkTokenGrant"],
    plan: { factsText: (text) => text.replace('"scope":"deploy"', '"scope":"deploy admin"') },
  },
  {
    name: "facts with another salt",
    why: "Only the salt was changed after the request named the hash.",
    layer: "checkRequestFacts",
    code: "facts_mismatch",
    field: "request.facts",
    plan: { factsText: (text) => text.replace(/"salt":"[^"]+"/, `"salt":"${idOf("another salt")}"`) },
  },
  ...CONTEXTS.map((change): Flaw => {
    const name = Object.keys(change)[0] ?? "";
    return {
      name: `facts that say another ${name} than the machine said`,
      why: `context.${name} differs between facts and device statement.`,
      layer: "checkFactsContext",
      code: "facts_mismatch",
      field: `facts.context.${name}`,
      plan: { facts: (honest) => ({ ...honest, context: { ...honest.context, ...change } }) },
    };
  }),
];
