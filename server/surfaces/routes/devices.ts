import { keeperApi } from "@nearside/shared/api/authorizations.ts";
import { deviceApi, type Standing } from "@nearside/shared/api/devices.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { postEntry, type Route } from "../../platform/http/route.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { heldBy } from "../../platform/limits/held-by.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { recordKeyInKeyring } from "../../protocol/enrolment/record-key-in-keyring.ts";
import { listApprovals } from "../../protocol/login/second/list-approvals.ts";
import { takeOutcome, waitForRedirects } from "../../protocol/redirects/serve-keeper.ts";
import { endPlace } from "../../protocol/revocation/end-place.ts";
import { demandKnown, followStanding } from "../../protocol/revocation/follow-standing.ts";
import type { RuleServices } from "../../protocol/rules/rule-services.ts";
import { takePostureReport } from "../../protocol/rules/take-posture-report.ts";
import { demandDpop, demandDpopOf } from "../../protocol/tokens/demand-dpop.ts";
import type { WithDpopNonces } from "../../protocol/tokens/dpop-nonce.ts";
import { demandDevice } from "../../register/machines/find-party.ts";
import { SingleUse } from "../../register/tokens/single-use.ts";
import { consoleTexts } from "../../texts/console.ts";

type StandingServices = WithAddressOf &
  WithBudgets &
  WithChanges &
  WithClock &
  WithConfig &
  WithDb &
  WithDpopNonces &
  WithStopping;
type DeviceServices = RuleServices & StandingServices;

/** An enrolled machine reports about itself, with a DPoP proof or a statement by its device key. */
export const deviceRoutes = (services: DeviceServices): readonly Route[] => [
  ...keeperRoutes(services),
  postEntry(deviceApi.keyStorage, "requests", (c) => takeKeyStorage(services, c)),
  postEntry(deviceApi.standing, "requests", (c, { known }) => tellStanding(services, c, known)),
  postEntry(deviceApi.approvals, "requests", async (c) => {
    const { jkt, found } = await demandDpop(services, c, activeBy(services, c, "approvals"));
    await spend(services, "approvals_of_machine", jkt);
    return c.json(await listApprovals(services, { userId: found.user.id, deviceJkt: jkt }));
  }),
  postEntry(deviceApi.placeEnd, "requests", async (c, { place_end }) => {
    await endPlace(services, place_end, services.addressOf(c));
    return c.body(null, 204);
  }),
  postEntry(deviceApi.posture, "requests", async (c, { posture }) =>
    c.json(await takePostureReport(services, posture, services.addressOf(c))),
  ),
];

/** Finds the active machine of a key that was just proved. The log names a step of which a machine that is not active was refused. */
const activeBy =
  (services: WithAddressOf & WithClock & WithDb, c: Call, step: Parameters<typeof demandDevice>[1]) => (jkt: string) =>
    demandDevice(services, step, { jkt, address: services.addressOf(c) });

/**
 * Answers the machine's standing (protocol §4.7), whatever it is. The proof is not remembered: the answer changes nothing, and somebody who repeats the proof
 * meanwhile learns this one state again. So a fleet of machines that ask for as long as they run writes nothing.
 */
async function tellStanding(services: StandingServices, c: Call, known: Standing | null): Promise<Response> {
  const { jkt } = await demandDpopOf(new SingleUse(services), services, c, (key) => demandKnown(services, key));
  await spend(services, "standings_of_machine", jkt);
  const gone = AbortSignal.any([c.req.raw.signal, services.stopping]);
  return c.json({ standing: await followStanding(services, jkt, known, { address: services.addressOf(c), gone }) });
}

/** The keeper of a machine serves programs that only know a redirect (protocol §6), with a DPoP proof by the device key. */
const keeperRoutes = (services: StandingServices): readonly Route[] => [
  postEntry(keeperApi.redirects, "requests", async (c, { known }) => {
    // As with the standing, the proof is not remembered: somebody who repeats it learns what a browser there has shown already.
    const { jkt } = await demandDpopOf(new SingleUse(services), services, c, activeBy(services, c, "redirect"));
    await spend(services, "redirects_of_machine", jkt);
    const holders = heldBy.keeper(services, services.addressOf(c), jkt);
    const gone = AbortSignal.any([c.req.raw.signal, services.stopping]);
    const authorizations = await waitForRedirects(services, jkt, { known, holders, gone });
    return c.json({ now: secondsNow(services), authorizations: [...authorizations] });
  }),
  postEntry(keeperApi.outcome, "requests", async (c, said) => {
    const { found } = await demandDpop(services, c, activeBy(services, c, "redirect"));
    await takeOutcome(services, found, said);
    return c.body(null, 204);
  }),
];

/** The machine moved its key from a file to the keyring (protocol §3.9). */
async function takeKeyStorage(
  services: WithAddressOf & WithClock & WithConfig & WithDb & WithDpopNonces,
  c: Call,
): Promise<Response> {
  const { jkt } = await demandDpop(services, c, activeBy(services, c, "key_storage"));
  if ((await recordKeyInKeyring(services, jkt)) === "proven")
    throw new HttpError("invalid_request", consoleTexts.machines.keyInTpm);
  return c.body(null, 204);
}
