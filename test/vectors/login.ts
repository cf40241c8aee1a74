import type { WrittenChain, WrittenEarlier } from "@nearside/shared/chain/read-chain.ts";
import { restsOn } from "@nearside/shared/chain/rests-on/rests-on.ts";
import type { Redirect } from "@nearside/shared/claims.ts";
import { newStatusListId } from "@nearside/shared/ids.ts";
import {
  ACCESS_TOKEN_SECONDS,
  DEVICE_STATEMENT_SECONDS,
  NONCE_SECONDS,
  REQUEST_SECONDS,
} from "@nearside/shared/lifetimes.ts";
import { type AccessToken, accessToken, chainClaim } from "@nearside/shared/oauth/access-token.ts";
import { LEASE_TYPE, type Lease } from "@nearside/shared/oauth/lease.ts";
import { STATUS_LIST_PATH } from "@nearside/shared/oauth/status-list.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { hostStanding } from "@nearside/shared/proof/host-standing.ts";
import { acrOf, amrOf, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import { approvalChallenge } from "@nearside/shared/statements/challenges.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import { type DeviceStatement, deviceStatement } from "@nearside/shared/statements/device.ts";
import { type Facts, hashFacts, listedExtension, writeFacts } from "@nearside/shared/statements/facts.ts";
import { type Hello, hello } from "@nearside/shared/statements/hello.ts";
import { type HopDeviceStatement, hopDeviceStatement } from "@nearside/shared/statements/hop-device.ts";
import { type HopAttestation, hopAttestation } from "@nearside/shared/statements/hop-locality.ts";
import { hopRequest } from "@nearside/shared/statements/hop-request.ts";
import { type Attestation, attestation } from "@nearside/shared/statements/locality.ts";
import { type Nonce, nonce } from "@nearside/shared/statements/nonce.ts";
import type { Place } from "@nearside/shared/statements/place.ts";
import { channelOf, type PresenceProof, presenceProof } from "@nearside/shared/statements/presence.ts";
import { type Relay, relay } from "@nearside/shared/statements/relay.ts";
import { type Request, request } from "@nearside/shared/statements/request.ts";
import type { Statement } from "@nearside/shared/statements/statement.ts";
import type { Authenticator, CeremonyTwist } from "../kit/authenticator.ts";
import { LOOPBACK } from "../kit/machine.ts";
import { authorizationIdOf, idOf, RP_ID, requestIdOf, STARTED, VECTORS_ISSUER } from "./about.ts";
import type { Parties } from "./parties.ts";
import { ASKED_AFTER, type CoPlan, writeCoApprovals } from "./seconded.ts";
import { type Twist, type Written, write } from "./twist.ts";

/** Twists of a login, link by link. Every link after a twisted one is made honestly from what the twist left. */
export interface Plan {
  readonly device?: Twist<DeviceStatement["claims"]>;
  readonly facts?: (honest: Facts) => Facts;
  /** The facts' text once the request names its hash. */
  readonly factsText?: (honest: string) => string;
  readonly request?: Twist<Request["claims"]>;
  readonly nonce?: Twist<Nonce["claims"]>;
  readonly hello?: Twist<Hello["claims"]>;
  readonly presence?: Twist<PresenceProof["claims"]>;
  readonly attestation?: Twist<Attestation["claims"]>;
  readonly decision?: Twist<Decision["claims"]>;
  readonly passkey?: Authenticator;
  readonly assertion?: CeremonyTwist;
  readonly token?: Twist<AccessToken["claims"]>;
  /** The second touch, and whose. */
  readonly securityKey?: Authenticator;
  readonly secondAssertion?: CeremonyTwist;
  /** The approval that this one rests on. */
  readonly earlier?: Plan;
  /** Its command line asks at this time, seconds. */
  readonly started?: number;
  /** The target of the deployment, if it is not the login's own name. */
  readonly target?: string;
  /** A login from elsewhere (protocol §10): the place, and the keeper's word. */
  readonly place?: Place;
  readonly relay?: Twist<Relay["claims"]> & { readonly leftOut?: true };
  /** The program that the keeper vouches for (protocol §6). */
  readonly redirect?: Redirect;
  /** The lease for which it asks, and nothing beside it (protocol §12). */
  readonly lease?: Lease;
  /** Thumbprint of the key that the program named. */
  readonly programKey?: string;
  /** The server's request as of a login on the machine itself. */
  readonly requestOf?: "here";
  readonly hopAttestation?: Twist<HopAttestation["claims"]>;
  /** The approvals of other people, each with its own twists. */
  readonly others?: readonly CoPlan[];
}

/** The plan of a second login of the same machine: another session key, another port. */
const bySecondSession = ({ otherSession }: Parties, plan: Plan = {}): Plan => ({
  ...plan,
  device: {
    ...plan.device,
    claims: (honest) => {
      const other = {
        ...honest,
        cnf: { jkt: otherSession.thumbprint },
        loopback: { ...LOOPBACK, port: LOOPBACK.port + 1 },
      };
      return plan.device?.claims?.(other) ?? other;
    },
  },
  presence: { signer: otherSession, ...plan.presence },
});

export const writeOtherLogin = (parties: Parties, name: string): Promise<WrittenChain> =>
  writeLogin(parties, name, bySecondSession(parties));

/** An approval is valid for so long in the chains that are written here, seconds. */
const STANDS = 600;
/** The earlier command line asked at this time. */
export const STARTED_EARLIER = STARTED - 300;

/** A login for which nothing was touched: it rests on one of the same command, some minutes before. */
export const writeRestingLogin = (parties: Parties, name: string, plan: Plan = {}): Promise<WrittenChain> =>
  writeLogin(parties, name, {
    ...plan,
    earlier: bySecondSession(parties, { started: STARTED_EARLIER, target: name, ...plan.earlier }),
  });

/** A login that browser and command line met for through the machine's keeper: no port took part. */
export const writeNativeLogin = (parties: Parties, name: string, plan: Plan = {}): Promise<WrittenChain> =>
  writeLogin(parties, name, {
    ...plan,
    device: {
      claims: (honest) => plan.device?.claims?.({ ...honest, loopback: null }) ?? { ...honest, loopback: null },
    },
    presence: {
      ...plan.presence,
      claims: (honest) => {
        const native = { ...honest, channel: "native" as const };
        return plan.presence?.claims?.(native) ?? native;
      },
    },
    attestation: {
      ...plan.attestation,
      claims: (honest) => plan.attestation?.claims?.({ ...honest, loopback: null }) ?? { ...honest, loopback: null },
    },
  });

/** A login for which a security key was touched as well. */
export const writeTwoTouches = (parties: Parties, name: string, plan: Plan = {}): Promise<WrittenChain> =>
  writeLogin(parties, name, {
    securityKey: parties.securityKey,
    ...plan,
    decision: {
      ...plan.decision,
      claims: (honest) => {
        const asking = { ...honest, require: { security_key: true as const } };
        return plan.decision?.claims?.(asking) ?? asking;
      },
    },
  });

/** A login that one other person approved as well, for whom a rule asks (protocol §11). */
export const writeSecondedLogin = (parties: Parties, name: string, plan: Plan = {}): Promise<WrittenChain> =>
  writeLogin(parties, name, {
    others: parties.approvers.slice(0, 1).map((by) => ({ by })),
    ...plan,
    decision: {
      ...plan.decision,
      claims: (honest) => {
        const asking = { ...honest, second: { approvers: [{ among: ["group:leads"], quorum: 1 }], within: 900 } };
        return plan.decision?.claims?.(asking) ?? asking;
      },
    },
  });

/** A login that two other people approved as well, each for a rule of their own and one for both. */
export const writeTwiceSecondedLogin = (parties: Parties, name: string, plan: Plan = {}): Promise<WrittenChain> =>
  writeSecondedLogin(parties, name, {
    others: parties.approvers.map((by, at) => ({ by, ...(at === 0 ? {} : { coDecision: countingFor([0, 1]) }) })),
    ...plan,
    decision: {
      ...plan.decision,
      claims: (honest) => {
        const approvers = [
          { among: ["group:leads"], quorum: 2 },
          { among: ["group:security", "user:cara"], quorum: 1 },
        ];
        const asking = { ...honest, second: { approvers, within: 900 } };
        return plan.decision?.claims?.(asking) ?? asking;
      },
    },
  });

/** Another approval that counts for those entries of the decision's lists. */
export const countingFor = (among: number[]): NonNullable<CoPlan["coDecision"]> => ({
  claims: (honest) => ({ ...honest, among }),
});

/** The program that waits at a loopback redirect began at this time, seconds. */
const PROGRAM_BEGAN = STARTED - 20;

export const redirectOf = (name: string, programKey?: string): Redirect => ({
  authorization: authorizationIdOf(`${name}: authorization`),
  uri: "http://127.0.0.1:51004/callback",
  code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", // RFC 7636 appendix B
  ...(programKey === undefined ? {} : { dpop_jkt: programKey }),
  executable: "/usr/bin/kubectl-oidc_login",
  started_at: PROGRAM_BEGAN,
});

/** A login that the machine's keeper began for a program that only knows a redirect (protocol §6). */
export const writeRedirectLogin = (
  parties: Parties,
  name: string,
  { programKey, ...plan }: Plan = {},
): Promise<WrittenChain> => writeLogin(parties, name, { redirect: redirectOf(name, programKey), ...plan });

/** A lease of an agent, and one that adds to it. */
export const LEASE: Lease = {
  type: LEASE_TYPE,
  agent: { name: "Claude Code", program: "/usr/bin/claude" },
  access: [{ resource: "https://api.example.com", scope: "deploy", tools: ["list_deployments"] }],
  for: 3600,
  idle: 600,
  calls: 50,
  why: "weekly report",
};
const FURTHER_LEASE: Lease = {
  ...LEASE,
  access: [{ resource: "https://logs.example.com", scope: "read" }],
  after: requestIdOf("an earlier lease"),
};

/** A login for a lease that adds to another one (protocol §12). */
export const writeLeaseLogin = (parties: Parties, name: string, plan: Plan = {}): Promise<WrittenChain> =>
  writeLogin(parties, name, { lease: FURTHER_LEASE, ...plan });

/** A login from a host that the machine's `ssh` has a session with, through its keeper (protocol §10). */
export const writeRemoteLogin = (parties: Parties, name: string, plan: Plan = {}): Promise<WrittenChain> =>
  writeLogin(parties, name, { place: parties.place, ...plan });

/** One login from the device statement to the token. Logins of other names have other ids. */
export async function writeLogin(parties: Parties, name: string, plan: Plan = {}): Promise<WrittenChain> {
  const earlier = plan.earlier === undefined ? null : await writeEarlier(parties, `${name}, before`, plan.earlier);
  const agreed = await writeAgreed(parties, name, plan, earlier);
  const { requested, met, decided, assertion, second } = agreed;
  const others = await writeCoApprovals(parties, name, plan.others ?? [], agreed, approvedAt(plan));
  const proof: Proof = {
    peer: met.seen.peer.account,
    forwarded: met.seen.peer.forwarded,
    key_storage: decided.claims.key_storage,
    passkey: ((earlier === null ? plan : plan.earlier)?.passkey ?? parties.passkey).enrolled.backup_eligible
      ? "synced"
      : "device_bound",
    channel: channelOf(met.seen),
    ...(plan.place === undefined ? {} : { place: plan.place.kind }),
    ...(plan.place?.kind === "ssh" ? { host: hostStanding(plan.place.claimed_name, null) } : {}),
    ...(plan.redirect === undefined ? {} : { program: "redirect" }),
  };
  const asked = askedBy(plan, name);
  const tokenAt = approvedAt(plan) + 2 + ASKED_AFTER * others.length;
  const token = await write(
    loginToken,
    parties.server,
    {
      iss: VECTORS_ISSUER,
      sub: parties.user.id,
      aud: plan.lease === undefined ? asked.resource : [VECTORS_ISSUER],
      client_id: "deploy",
      scope: decided.claims.scope ?? asked.scope,
      authorization_details: asked.authorization_details,
      jti: idOf(`${name}: token`),
      iat: tokenAt,
      exp: tokenAt + ACCESS_TOKEN_SECONDS,
      auth_time: decided.claims.rests_on?.approved_at ?? approvedAt(plan),
      acr: acrOf(proof),
      amr: amrOf(proof),
      ...cnfOf(plan, requested),
      device: requested.device.claims.iss,
      request: requested.request.claims.jti,
      chain: await chainClaim(
        decided.hash,
        signatureOf(assertion),
        second && signatureOf(second),
        others.map((other) => signatureOf(other.assertion)),
      ),
      proof,
      status: {
        status_list: {
          idx: 1,
          uri: `${VECTORS_ISSUER}${STATUS_LIST_PATH}${newStatusListId(() => new Uint8Array(16))}`,
        },
      },
    },
    plan.token,
  );
  return {
    ...textsOf(agreed),
    assertion,
    ...(earlier === null ? {} : { rests_on: textsOf(earlier) }),
    ...(others.length === 0 ? {} : { co_approvals: others }),
    access_token: token.jws,
  };
}

/** No released server wrote an empty scope (RFC 6749 §3.3). */
const loginToken: Statement<"kid", AccessToken["claims"]> = {
  ...accessToken,
  sign: (signer, { scope, ...claims }) =>
    accessToken.sign(signer, scope === "" ? claims : { ...claims, ...writtenScope(scope) }),
};

/** What the login asks for, where its token has the same. */
const askedBy = (
  { lease, target }: Plan,
  name: string,
): Pick<Facts, "scope" | "resource" | "authorization_details" | "earlier"> =>
  lease === undefined
    ? {
        scope: "deploy",
        resource: ["https://api.example.com"],
        authorization_details: [{ type: "deploy", target: target ?? name }],
      }
    : {
        scope: "",
        resource: [],
        authorization_details: [lease],
        ...(lease.after === undefined ? {} : { earlier: [LEASE] }),
      };

/** A program that only knows a redirect has the key that it named, or none. */
function cnfOf({ redirect }: Plan, { request }: Asked): { readonly cnf?: { readonly jkt: string } } {
  const jkt = redirect === undefined ? request.claims.sub_jkt : redirect.dpop_jkt;
  return jkt === undefined ? {} : { cnf: { jkt } };
}

/** Seconds from the command line's question to the touch. */
const APPROVED_AFTER = 10;
const approvedAt = ({ started = STARTED }: Plan): number => started + APPROVED_AFTER;

interface Agreed {
  readonly requested: Asked;
  readonly met: Met;
  readonly decided: Written<Decision["claims"]>;
  readonly assertion: AssertionJson;
  readonly second: AssertionJson | null;
}
interface Earlier extends Agreed {
  readonly approvedAt: number;
}

const writeEarlier = async (parties: Parties, name: string, plan: Plan): Promise<Earlier> => ({
  ...(await writeAgreed(parties, name, plan, null)),
  approvedAt: approvedAt(plan),
});

async function writeAgreed(parties: Parties, name: string, plan: Plan, earlier: Earlier | null): Promise<Agreed> {
  const requested = await writeRequest(parties, name, plan);
  const met = await writeMeeting(parties, name, plan, requested);
  return { requested, met, ...(await writeApproval(parties, name, plan, requested, met, earlier)) };
}

const textsOf = ({ requested, met, decided, second }: Agreed): WrittenEarlier => ({
  device_statement: requested.device.jws,
  request: requested.request.jws,
  facts: requested.facts,
  nonce: met.nonce.jws,
  hello: met.hello.jws,
  presence_proof: met.presence.jws,
  ...(met.relay === null ? {} : { relay: met.relay.jws }),
  attestation: met.attestation.jws,
  decision: decided.jws,
  ...(second === null ? {} : { security_key: second }),
});

const signatureOf = ({ response }: AssertionJson): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(response.signature, "base64url"));

interface Asked {
  readonly device: Written<DeviceStatement["claims"]> | Written<HopDeviceStatement["claims"]>;
  readonly facts: string;
  readonly request: Written<Request["claims"]>;
}

/** Protocol §4.1. */
async function writeRequest(parties: Parties, name: string, plan: Plan): Promise<Asked> {
  const started = plan.started ?? STARTED;
  const target = plan.target ?? name;
  const claims: DeviceStatement["claims"] = {
    iss: parties.device.thumbprint,
    aud: VECTORS_ISSUER,
    jti: idOf(`${name}: device statement`),
    iat: started,
    exp: started + DEVICE_STATEMENT_SECONDS,
    cnf: { jkt: parties.session.thumbprint },
    loopback: { address: "127.0.0.1", port: 40_000 },
    context: {
      hostname: "laptop",
      os: "Debian 13",
      account: "ada",
      command: `deploy ${target}`,
      cwd: "~/shop",
      parent: "bash",
      tty: "/dev/pts/1",
      terminal_session: "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSA",
      remote: null,
    },
    ...(plan.redirect === undefined ? {} : { redirect: plan.redirect }),
  };
  const { place } = plan;
  const device =
    place === undefined
      ? await write(deviceStatement, parties.device, claims, plan.device)
      : await write(hopDeviceStatement, parties.device, { ...claims, place });
  const honestFacts: Facts = {
    salt: idOf(`${name}: salt`),
    client: { id: "deploy", name: "Deploy", verified: true },
    ...askedBy(plan, name),
    context: device.claims.context,
    ...(place === undefined ? {} : { place }),
    ...(place?.kind === "ssh" ? { host: null } : {}),
    ...(plan.redirect === undefined ? {} : { redirect: plan.redirect }),
    seen: { address: "192.0.2.7", time: started + 1 },
  };
  const text = writeFacts(plan.facts?.(honestFacts) ?? honestFacts);
  const jti = requestIdOf(name);
  const made = await write(
    place === undefined || plan.requestOf === "here" ? request : hopRequest,
    parties.server,
    {
      iss: VECTORS_ISSUER,
      jti,
      iat: started + 1,
      exp: started + 1 + REQUEST_SECONDS,
      sub_jkt: device.claims.cnf.jkt,
      statement: device.hash,
      loopback: device.claims.loopback,
      facts: await hashFacts(text),
      extensions: [await listedExtension(jti, parties.extension.thumbprint)],
    },
    plan.request,
  );
  return { device, facts: plan.factsText?.(text) ?? text, request: made };
}

const SEEN = { account: "same", process: "chromium", forwarded: "no" } as const;

interface Met {
  readonly nonce: Written<Nonce["claims"]>;
  readonly hello: Written<Hello["claims"]>;
  readonly presence: Written<PresenceProof["claims"]>;
  readonly relay: Written<Relay["claims"]> | null;
  /** Says who met the command line, and on which way, as the one who saw it tells. */
  readonly seen: Pick<PresenceProof["claims"], "peer" | "channel">;
  readonly attestation: Written<Attestation["claims"]> | Written<HopAttestation["claims"]>;
}

/** Protocol §4.3. */
async function writeMeeting(parties: Parties, name: string, plan: Plan, { request }: Asked): Promise<Met> {
  const started = plan.started ?? STARTED;
  const made = await write(
    nonce,
    parties.server,
    {
      iss: VECTORS_ISSUER,
      request: request.hash,
      nonce: idOf(`${name}: nonce`),
      iat: started + 5,
      exp: started + 5 + NONCE_SECONDS,
    },
    plan.nonce,
  );
  const signedHello = await write(
    hello,
    parties.extension,
    { request: request.hash, nonce: made.claims.nonce, xn: idOf(`${name}: xn`) },
    plan.hello,
  );
  const presence = await write(
    presenceProof,
    parties.session,
    {
      request: request.hash,
      nonce: made.claims.nonce,
      xn: signedHello.claims.xn,
      jkt: (plan.hello?.signer ?? parties.extension).thumbprint,
      peer: plan.place === undefined ? SEEN : { account: "unknown", process: null, forwarded: "unknown" },
    },
    plan.presence,
  );
  const relayed =
    plan.place === undefined || plan.relay?.leftOut === true
      ? null
      : await write(relay, parties.device, { presence: presence.hash, peer: SEEN }, plan.relay);
  const met = { presence: presence.hash, loopback: request.claims.loopback, browser: "Chromium 141" };
  const by = plan.hello?.signer ?? parties.extension;
  const attested =
    relayed === null
      ? await write(attestation, by, met, plan.attestation)
      : await write(hopAttestation, by, { ...met, relay: relayed.hash }, plan.hopAttestation);
  const seen = (relayed ?? presence).claims;
  return { nonce: made, hello: signedHello, presence, relay: relayed, seen, attestation: attested };
}

/** Protocol §4.5. */
async function writeApproval(
  parties: Parties,
  name: string,
  plan: Plan,
  { request }: Asked,
  met: Met,
  earlier: Earlier | null,
) {
  const iat = (plan.started ?? STARTED) + 8;
  const decided = await write(
    decision,
    parties.server,
    {
      iss: VECTORS_ISSUER,
      jti: idOf(`${name}: decision`),
      iat,
      attestation: met.attestation.hash,
      user: parties.user,
      device: parties.device.thumbprint,
      key_storage: "file",
      facts: request.claims.facts,
      lifetime: { access_token: ACCESS_TOKEN_SECONDS, refresh_token: plan.lease?.for ?? 86_400 },
      justification: null,
      ...(earlier === null
        ? { rules: { outcome: "approve", version: "1" } }
        : { rules: { outcome: "stand", version: "1" }, rests_on: await restsOnOf(earlier) }),
    },
    plan.decision,
  );
  const assertionRequest = { challenge: await approvalChallenge(decided.hash), rpId: RP_ID, origin: VECTORS_ISSUER };
  const assertion = earlier?.assertion ?? (plan.passkey ?? parties.passkey).get(assertionRequest, plan.assertion);
  const second = plan.securityKey === undefined ? null : plan.securityKey.get(assertionRequest, plan.secondAssertion);
  return { decided, assertion, second };
}

const restsOnOf = ({ requested, decided, assertion, approvedAt }: Earlier) =>
  restsOn({ request: requested.request, decision: decided, assertion }, approvedAt, STANDS);
