import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import { ADA, BOB, CARA, knownOf, MALLORY, VECTORS_ISSUER } from "./about.ts";
import { passkeyOf, type WrittenEnrolment, writeEnrolment } from "./enrolment.ts";
import { approvalFlaws } from "./flaws/approval.ts";
import { boundSetFlaws, foreignFlaws } from "./flaws/bound-set.ts";
import { elsewhereFlaws } from "./flaws/elsewhere.ts";
import { enrolmentFlaws } from "./flaws/enrolment.ts";
import { enrolmentReadingFlaws } from "./flaws/enrolment-reading.ts";
import type { Flaw } from "./flaws/flaw.ts";
import { leaseFlaws } from "./flaws/lease.ts";
import { meetingFlaws } from "./flaws/meeting.ts";
import { dpopVectors, timesVectors } from "./flaws/proofs.ts";
import { everyLinkFlaws } from "./flaws/reading.ts";
import { claimFlaws, plainFlaws } from "./flaws/reading-claims.ts";
import { headerFlaws } from "./flaws/reading-header.ts";
import { textFlaws } from "./flaws/reading-text.ts";
import { redirectFlaws } from "./flaws/redirect.ts";
import { requestFlaws } from "./flaws/request.ts";
import { restingFlaws } from "./flaws/resting.ts";
import { ruleFlaws } from "./flaws/rules.ts";
import { secondedFlaws, secondedReadingFlaws } from "./flaws/seconded.ts";
import { spliceFlaws } from "./flaws/splices.ts";
import { tokenFlaws } from "./flaws/token.ts";
import { twinFlaws } from "./flaws/twins.ts";
import {
  type Plan,
  writeLeaseLogin,
  writeLogin,
  writeNativeLogin,
  writeOtherLogin,
  writeRedirectLogin,
  writeRemoteLogin,
  writeRestingLogin,
  writeSecondedLogin,
  writeTwiceSecondedLogin,
  writeTwoTouches,
} from "./login.ts";
import { newParties, newParty, type Parties } from "./parties.ts";
import { unusualChains } from "./unusual.ts";
import type { ChainVector, ChainVectors, EnrolmentVectors, ProofVectors, UnusualChain } from "./vector.ts";

const LOGIN = "prod";

/** The files of this folder with new keys. */
export async function newVectors(): Promise<{
  readonly "vectors.json": ChainVectors;
  readonly "enrolment.json": EnrolmentVectors;
  readonly "proofs.json": ProofVectors;
}> {
  const server = await newParty();
  const approvers = await Promise.all([BOB, CARA].map((user) => newParties(user, server)));
  const parties = await newParties(ADA, server, approvers);
  return {
    "vectors.json": await chainVectors(parties, await newParties(MALLORY, parties.server)),
    "enrolment.json": await enrolmentVectors(parties),
    "proofs.json": { dpop: await dpopVectors(parties), times: await timesVectors(parties) },
  };
}

async function chainVectors(parties: Parties, attacker: Parties): Promise<ChainVectors> {
  const honest = await writeLogin(parties, LOGIN);
  const other = await writeOtherLogin(parties, "staging");
  const flaws: Flaw[] = [
    ...requestFlaws(parties),
    ...meetingFlaws(parties),
    ...(await boundSetFlaws(parties, LOGIN)),
    ...approvalFlaws(parties),
    ...tokenFlaws(parties),
    ...ruleFlaws(parties),
    ...restingFlaws(parties, await writeRestingLogin(parties, LOGIN)),
    ...spliceFlaws(other),
    ...elsewhereFlaws(parties),
    ...redirectFlaws(parties),
    ...leaseFlaws(),
    ...secondedFlaws(parties),
    ...(await secondedReadingFlaws(
      await writeSecondedLogin(parties, LOGIN),
      await writeTwiceSecondedLogin(parties, LOGIN),
    )),
    ...twinFlaws(honest),
    ...(await foreignFlaws(parties, attacker)),
    ...(await everyLinkFlaws(honest, parties)),
    ...(await headerFlaws(honest, parties)),
    ...(await textFlaws(honest, parties)),
    ...(await claimFlaws(honest, parties)),
    ...plainFlaws(honest),
  ];
  const resting = await writeRestingLogin(parties, LOGIN);
  const twoTouches = await writeTwoTouches(parties, LOGIN);
  const native = await writeNativeLogin(parties, LOGIN);
  const elsewhere = await writeRemoteLogin(parties, LOGIN);
  const redirect = await writeRedirectLogin(parties, LOGIN);
  const lease = await writeLeaseLogin(parties, LOGIN);
  const seconded = await writeSecondedLogin(parties, LOGIN);
  const twice = await writeTwiceSecondedLogin(parties, LOGIN);
  const flawed = {
    seconded: async (plan: Plan | undefined) => flawedChain(seconded, await writeSecondedLogin(parties, LOGIN, plan)),
    twice_seconded: async (plan: Plan | undefined) =>
      flawedChain(twice, await writeTwiceSecondedLogin(parties, LOGIN, plan)),
    elsewhere: async (plan: Plan | undefined) => flawedChain(elsewhere, await writeRemoteLogin(parties, LOGIN, plan)),
    redirect: async (plan: Plan | undefined) => flawedChain(redirect, await writeRedirectLogin(parties, LOGIN, plan)),
    lease: async (plan: Plan | undefined) => flawedChain(lease, await writeLeaseLogin(parties, LOGIN, plan)),
    plain: async (plan: Plan | undefined) => flawedChain(honest, await writeLogin(parties, LOGIN, plan)),
    resting: async (plan: Plan | undefined) => flawedChain(resting, await writeRestingLogin(parties, LOGIN, plan)),
    native: async (plan: Plan | undefined) => flawedChain(native, await writeNativeLogin(parties, LOGIN, plan)),
    two_touches: async (plan: Plan | undefined) => flawedChain(twoTouches, await writeTwoTouches(parties, LOGIN, plan)),
  };
  const vectors: ChainVector[] = [];
  for (const { plan, chain, known, also, of, ...flaw } of flaws)
    vectors.push({
      ...flaw,
      ...(of === undefined ? {} : { of }),
      ...(also === undefined ? {} : { also: [...also] }),
      ...(chain === undefined ? await flawed[of ?? "plain"](plan) : { chain }),
      ...(known === undefined ? {} : { known: JSON.parse(JSON.stringify(known)) }),
    });
  const unusual: UnusualChain[] = [];
  for (const { plan, chain, of, ...about } of unusualChains(parties, honest))
    unusual.push({
      ...about,
      ...(of === undefined ? {} : { of }),
      ...(chain === undefined ? await flawed[of ?? "plain"](plan) : { chain }),
    });
  return {
    honest: { chain: { ...honest }, known: JSON.parse(JSON.stringify(knownOf(parties))) },
    other: { chain: { ...other } },
    resting: { chain: { ...resting } },
    two_touches: { chain: { ...twoTouches } },
    native: { chain: { ...native } },
    elsewhere: { chain: { ...elsewhere } },
    redirect: { chain: { ...redirect } },
    lease: { chain: { ...lease } },
    seconded: { chain: { ...seconded } },
    twice_seconded: { chain: { ...twice } },
    unusual,
    vectors,
  };
}

async function enrolmentVectors(parties: Parties): Promise<EnrolmentVectors> {
  const honest = await writeEnrolment(parties, "laptop");
  const other = await writeEnrolment(parties, "laptop, last year");
  const flaws = [...enrolmentFlaws(parties, other), ...(await enrolmentReadingFlaws(honest, parties))];
  const vectors: EnrolmentVectors["vectors"] = [];
  for (const { plan, enrolment, also, ...flaw } of flaws)
    vectors.push({
      ...flaw,
      ...(also === undefined ? {} : { also: [...also] }),
      enrolment: enrolment ?? difference<WrittenEnrolment>(honest, await writeEnrolment(parties, "laptop", plan)),
    });
  return {
    honest: {
      enrolment: honest,
      known: {
        issuer: VECTORS_ISSUER,
        serverKeys: [{ ...parties.server.jwk, kid: parties.server.thumbprint, alg: "ES256" }],
        device: parties.device.jwk,
        extension: parties.extension.jwk,
        passkey: passkeyOf(parties),
      },
    },
    vectors,
  };
}

/** The members in which the flawed one is not the honest one. */
function difference<Whole extends object>(honest: Whole, flawed: Whole): Partial<Whole> {
  const changed: Partial<Whole> = {};
  for (const name of Object.keys(flawed) as (keyof Whole)[])
    if (JSON.stringify(flawed[name]) !== JSON.stringify(honest[name])) changed[name] = flawed[name];
  return changed;
}

/** The chain as a vector has it: of the approval that it rests on, only the members that differ. */
function flawedChain(honest: WrittenChain, flawed: WrittenChain): Pick<ChainVector, "chain" | "rests_on"> {
  const { rests_on, ...changed } = difference(honest, flawed);
  const left = Object.keys(honest).filter((name) => !Object.hasOwn(flawed, name));
  const chain = { ...changed, ...Object.fromEntries(left.map((name) => [name, null])) };
  if (rests_on === undefined || honest.rests_on === undefined) return { chain };
  return { chain, rests_on: difference(honest.rests_on, rests_on) };
}
