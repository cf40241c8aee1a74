import type { AssertionJson } from "@nearside/shared/api/webauthn.ts";
import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import {
  ACCESS_TOKEN_SECONDS,
  DEVICE_STATEMENT_SECONDS,
  NONCE_SECONDS,
  REQUEST_SECONDS,
} from "@nearside/shared/lifetimes.ts";
import { type AccessToken, accessToken, chainClaim } from "@nearside/shared/oauth/access-token.ts";
import { acrOf, amrOf, type Proof } from "@nearside/shared/oauth/proof-tier.ts";
import { approvalChallenge } from "@nearside/shared/statements/approval.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import { type DeviceStatement, deviceStatement } from "@nearside/shared/statements/device.ts";
import { type Facts, hashFacts, listedExtension, writeFacts } from "@nearside/shared/statements/facts.ts";
import { type Hello, hello } from "@nearside/shared/statements/hello.ts";
import { type Attestation, attestation } from "@nearside/shared/statements/locality.ts";
import { type Nonce, nonce } from "@nearside/shared/statements/nonce.ts";
import { type PresenceProof, presenceProof } from "@nearside/shared/statements/presence.ts";
import { type Request, request } from "@nearside/shared/statements/request.ts";
import { ISSUER, idOf, RP_ID, requestIdOf, STARTED } from "./about.ts";
import { type AssertionTwist, type Authenticator, assertOver } from "./authenticator.ts";
import type { Parties } from "./parties.ts";
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
  readonly assertion?: AssertionTwist;
  readonly token?: Twist<AccessToken["claims"]>;
}

/** A second login of the same machine: another session key, another port. */
export const writeOtherLogin = (parties: Parties, name: string): Promise<WrittenChain> =>
  writeLogin(parties, name, {
    device: {
      claims: (honest) => ({
        ...honest,
        cnf: { jkt: parties.otherSession.thumbprint },
        loopback: { ...honest.loopback, port: honest.loopback.port + 1 },
      }),
    },
    presence: { signer: parties.otherSession },
  });

/** One login from the device statement to the token. Logins of other names have other ids. */
export async function writeLogin(parties: Parties, name: string, plan: Plan = {}): Promise<WrittenChain> {
  const asked = await writeRequest(parties, name, plan);
  const met = await writeMeeting(parties, name, plan, asked);
  const agreed = await writeApproval(parties, name, plan, asked, met);
  const { device, request } = asked;
  const proof: Proof = {
    peer: met.presence.claims.peer.account,
    key_storage: agreed.decision.claims.key_storage,
    passkey: (plan.passkey ?? parties.passkey).enrolled.backup_eligible ? "synced" : "device_bound",
  };
  const token = await write(
    accessToken,
    parties.server,
    {
      iss: ISSUER,
      sub: parties.user.id,
      aud: ["https://api.example.com"],
      client_id: "deploy",
      scope: "deploy",
      authorization_details: [{ type: "deploy", target: name }],
      jti: idOf(`${name}: token`),
      iat: STARTED + 12,
      exp: STARTED + 12 + ACCESS_TOKEN_SECONDS,
      auth_time: STARTED + 10,
      acr: acrOf(proof),
      amr: amrOf(proof),
      cnf: { jkt: request.claims.sub_jkt },
      device: device.claims.iss,
      request: request.claims.jti,
      chain: await chainClaim(agreed.decision.hash, signatureOf(agreed.assertion)),
      proof,
    },
    plan.token,
  );
  return {
    device_statement: device.jws,
    request: request.jws,
    facts: asked.facts,
    nonce: met.nonce.jws,
    hello: met.hello.jws,
    presence_proof: met.presence.jws,
    attestation: met.attestation.jws,
    decision: agreed.decision.jws,
    assertion: agreed.assertion,
    access_token: token.jws,
  };
}

const signatureOf = ({ response }: AssertionJson): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(response.signature, "base64url"));

interface Asked {
  readonly device: Written<DeviceStatement["claims"]>;
  readonly facts: string;
  readonly request: Written<Request["claims"]>;
}

/** Protocol §4.1. */
async function writeRequest(parties: Parties, name: string, plan: Plan): Promise<Asked> {
  const device = await write(
    deviceStatement,
    parties.device,
    {
      iss: parties.device.thumbprint,
      aud: ISSUER,
      jti: idOf(`${name}: device statement`),
      iat: STARTED,
      exp: STARTED + DEVICE_STATEMENT_SECONDS,
      cnf: { jkt: parties.session.thumbprint },
      loopback: { address: "127.0.0.1", port: 40_000 },
      context: {
        hostname: "laptop",
        os: "Debian 13",
        account: "ada",
        command: `deploy ${name}`,
        cwd: "~/shop",
        parent: "bash",
        tty: "/dev/pts/1",
        remote: null,
      },
    },
    plan.device,
  );
  const honestFacts: Facts = {
    salt: idOf(`${name}: salt`),
    client: { id: "deploy", name: "Deploy", verified: true },
    scope: "deploy",
    resource: ["https://api.example.com"],
    authorization_details: [{ type: "deploy", target: name }],
    context: device.claims.context,
    seen: { address: "192.0.2.7", time: STARTED + 1 },
  };
  const text = writeFacts(plan.facts?.(honestFacts) ?? honestFacts);
  const jti = requestIdOf(name);
  const made = await write(
    request,
    parties.server,
    {
      iss: ISSUER,
      jti,
      iat: STARTED + 1,
      exp: STARTED + 1 + REQUEST_SECONDS,
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

interface Met {
  readonly nonce: Written<Nonce["claims"]>;
  readonly hello: Written<Hello["claims"]>;
  readonly presence: Written<PresenceProof["claims"]>;
  readonly attestation: Written<Attestation["claims"]>;
}

/** Protocol §4.3. */
async function writeMeeting(parties: Parties, name: string, plan: Plan, { request }: Asked): Promise<Met> {
  const made = await write(
    nonce,
    parties.server,
    {
      iss: ISSUER,
      request: request.hash,
      nonce: idOf(`${name}: nonce`),
      iat: STARTED + 5,
      exp: STARTED + 5 + NONCE_SECONDS,
    },
    plan.nonce,
  );
  const said = await write(
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
      xn: said.claims.xn,
      jkt: (plan.hello?.signer ?? parties.extension).thumbprint,
      peer: { account: "same", process: "chromium", forwarded: "no" },
    },
    plan.presence,
  );
  const attested = await write(
    attestation,
    plan.hello?.signer ?? parties.extension,
    { presence: presence.hash, loopback: request.claims.loopback, browser: "Chromium 141" },
    plan.attestation,
  );
  return { nonce: made, hello: said, presence, attestation: attested };
}

/** Protocol §4.5. */
async function writeApproval(parties: Parties, name: string, plan: Plan, { request }: Asked, met: Met) {
  const made = await write(
    decision,
    parties.server,
    {
      iss: ISSUER,
      jti: idOf(`${name}: decision`),
      iat: STARTED + 8,
      attestation: met.attestation.hash,
      user: parties.user,
      device: parties.device.thumbprint,
      key_storage: "file",
      facts: request.claims.facts,
      lifetime: { access_token: ACCESS_TOKEN_SECONDS, refresh_token: 86_400 },
      justification: null,
      rules: { outcome: "approve", version: "1" },
    },
    plan.decision,
  );
  const asked = { challenge: await approvalChallenge(made.hash), rpId: RP_ID, origin: ISSUER };
  return { decision: made, assertion: assertOver(plan.passkey ?? parties.passkey, asked, plan.assertion) };
}
