import { ORDINARY, ORDINARY_APPROVAL_AGE } from "@nearside/rules/kept-tests/ordinary-given.ts";
import type { givenBodySchema } from "@nearside/shared/api/console/rule-trials.ts";
import { NO_AAGUID } from "@nearside/shared/passkey/authenticator.ts";
import { acrOf } from "@nearside/shared/proof/proof-tier.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type * as v from "valibot";
import type { Client } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError, wrongField } from "../../platform/http/console-error.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { findFactsOfPerson } from "../../protocol/rules/facts-of-person.ts";
import { givenClient, givenMachine, givenPasskey, givenPosture } from "../../protocol/rules/given-parts.ts";
import type { WithLocalTime } from "../../protocol/rules/local-time.ts";
import { withAllowance } from "../../register/clients/allowance.ts";
import { findClient } from "../../register/clients/find-client.ts";
import { findPartyInAnyState, type PartyInAnyState } from "../../register/machines/party.ts";
import { consoleTexts } from "../../texts/console.ts";
import { findGivenOfLogin, findGivenOfPerson } from "./stored-decisions.ts";

/** The passkey of a machine that has none: one that proves least. */
const NO_PASSKEY: Given["passkey"] = { aaguid: NO_AAGUID, synced: true, attested: false, security_key: false };

type TrialInput = v.InferOutput<typeof givenBodySchema>;

/**
 * Makes the input of the rules: that of a past login, or that of an ordinary login of a person now.
 *
 * @throws ConsoleError naming the thing that does not exist
 */
export async function givenToTry(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata,
  trial: TrialInput,
): Promise<Given> {
  if (trial.from === "person") return givenOfPerson(services, trial);
  const given = await findGivenOfLogin(services.db, trial.login);
  if (given !== undefined) return given;
  throw new ConsoleError("unknown", {
    description: consoleTexts.rules.nothingKept({ days: services.config.rules.keepDays }),
  });
}

type OfPerson = Extract<TrialInput, { readonly from: "person" }>;

async function givenOfPerson(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata,
  trial: OfPerson,
): Promise<Given> {
  const { db } = services;
  const person = await db.selectFrom("users").select(["id", "name"]).where("id", "=", trial.person).executeTakeFirst();
  if (person === undefined) throw wrongField("person", consoleTexts.rules.noPerson);
  const party = await partyOf(db, person.id, trial.machine);
  const found = await findClient(services, trial.client);
  if (found === undefined) throw wrongField("client", consoleTexts.rules.noProgram);
  const client = await withAllowance(db, found);
  const passkey = party.passkeys.find(({ state }) => state === "active");
  const past = await findGivenOfPerson(db, { user: person.id, device: party.device.jkt, client: client.id });
  const now = services.clock();
  const whose = {
    loginId: "",
    userId: person.id,
    clientId: client.id,
    deviceJkt: party.device.jkt,
    terminal: null,
  };
  const { role, groups, newClient, newMachine, recentRefusals } = await findFactsOfPerson(db, whose, now);
  return {
    action: client.kind === "command_line" ? "approve" : "exchange",
    person: { ...person, role, groups: [...groups] },
    client: givenClient(client),
    machine: givenMachine(party.device, party.device.keyStorage, now),
    passkey: passkey === undefined ? NO_PASSKEY : givenPasskey(passkey, services.metadata.current),
    proof: past?.proof ?? { peer: "same", acr: ordinaryAcr(party, passkey), channel: "loopback" },
    ...requestedBy(client, past),
    network: past?.network ?? ORDINARY.network,
    time: services.localTime.of(now),
    history: { new_client: newClient, new_machine: newMachine, recent_refusals: recentRefusals },
    ...givenPosture(party.device.posture, now),
    ...(client.kind === "command_line" ? {} : { approval_age_seconds: ORDINARY_APPROVAL_AGE }),
  };
}

/**
 * Finds the machine on which the login is tried.
 *
 * @param id of the bound set, as the console names a machine; null for the machine that was used last
 */
async function partyOf(db: Db, user: string, id: string | null): Promise<PartyInAnyState> {
  const set = id ?? (await lastUsed(db, user));
  if (set === undefined) throw wrongField("person", consoleTexts.rules.noMachine);
  const party = await findPartyInAnyState(db, { boundSet: set }, "rules are asked about it");
  if (party?.user.id !== user) throw wrongField("machine", consoleTexts.rules.noSuchMachine);
  return party;
}

async function lastUsed(db: Db, user: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .select("bound_sets.id")
    .where("bound_sets.user_id", "=", user)
    .where("devices.state", "=", "active")
    .orderBy("devices.last_seen_at", "desc")
    .executeTakeFirst();
  return row?.id;
}

/**
 * The things that the last request by that program asked for, in which session and for which lease, or all that the program may request. A lease is
 * asked for by one program: none that another one asked for tells of this one.
 */
function requestedBy(
  client: Client,
  past: Given | undefined,
): Pick<Given, "scopes" | "resources" | "detail_types" | "session" | "agent"> {
  const session = past?.session ?? ORDINARY.session;
  if (past?.client.id === client.id) {
    const { scopes, resources, detail_types, agent } = past;
    return { scopes, resources, detail_types, session, ...(agent === undefined ? {} : { agent }) };
  }
  const { scopes, resources } = client.kind === "command_line" ? client : client.exchange;
  return { scopes: [...scopes], resources: [...resources], detail_types: [], session: { ...session, agent: false } };
}

const ordinaryAcr = ({ device }: PartyInAnyState, passkey: PartyInAnyState["passkeys"][number] | undefined) =>
  acrOf({
    peer: "same",
    forwarded: "no",
    key_storage: device.keyStorage,
    passkey: passkey?.backup_eligible === false ? "device_bound" : "synced",
  });
