import type { givenBodySchema } from "@nearside/shared/api/console/rule-trials.ts";
import { NO_AAGUID } from "@nearside/shared/passkey/authenticator.ts";
import { acrOf } from "@nearside/shared/proof/proof-tier.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type * as v from "valibot";
import type { Client } from "../../clients/client.ts";
import { findClient } from "../../clients/find-client.ts";
import { ConsoleError, wrongField } from "../../console/console-error.ts";
import { findParty, type Party } from "../../directory/party.ts";
import type { Ground } from "../../ground.ts";
import type { Db } from "../../store/database.ts";
import { ORDINARY, ORDINARY_APPROVAL_AGE } from "../kept-tests/ordinary-given.ts";
import { findBackground } from "../points/background.ts";
import { givenClient, givenMachine, givenPasskey } from "../points/given-parts.ts";
import { localTime } from "../points/local-time.ts";
import { findGivenOfLogin, findGivenOfPerson } from "./kept-decisions.ts";

/** Where there is none: what proves least. */
const NO_PASSKEY: Given["passkey"] = { aaguid: NO_AAGUID, synced: true, attested: false, security_key: false };

type Asked = v.InferOutput<typeof givenBodySchema>;

/**
 * What rules would be asked about: of a past login as it was, of a person as an ordinary login of theirs would be now.
 *
 * @throws ConsoleError naming what there is not
 */
export async function givenToTry(ground: Ground, asked: Asked): Promise<Given> {
  if (asked.from === "person") return givenOfPerson(ground, asked);
  const given = await findGivenOfLogin(ground.db, asked.login);
  if (given !== undefined) return given;
  throw new ConsoleError("unknown", {
    description: `Nothing is kept of what rules decided on that login: it was not approved or refused by them, or that was more than ${ground.config.rules.keepDays} days ago.`,
  });
}

type OfPerson = Extract<Asked, { readonly from: "person" }>;

async function givenOfPerson(ground: Ground, asked: OfPerson): Promise<Given> {
  const { db } = ground;
  const person = await db.selectFrom("users").select(["id", "name"]).where("id", "=", asked.person).executeTakeFirst();
  if (person === undefined) throw wrongField("person", "There is nobody of that id here.");
  const party = await partyOf(db, person.id, asked.machine);
  const client = await findClient(ground, asked.client);
  if (client === undefined)
    throw wrongField("client", "No program of that id is registered here or stands in the configuration.");
  const passkey = party.passkeys.find(({ state }) => state === "active");
  const past = await findGivenOfPerson(db, { user: person.id, device: party.device.jkt, client: client.id });
  const now = ground.clock();
  const whose = {
    loginId: "",
    userId: person.id,
    clientId: client.id,
    deviceJkt: party.device.jkt,
    tty: null,
    terminal_session: undefined,
  };
  const { role, groups, newClient, newMachine, recentRefusals } = await findBackground(db, whose, now);
  return {
    action: client.kind === "command_line" ? "approve" : "exchange",
    person: { ...person, role, groups: [...groups] },
    client: givenClient(client),
    machine: givenMachine(party.device, party.device.keyStorage, now),
    passkey: passkey === undefined ? NO_PASSKEY : givenPasskey(passkey, ground.metadata.current),
    proof: past?.proof ?? { peer: "same", acr: ordinaryAcr(party, passkey) },
    ...askedFor(client, past),
    network: past?.network ?? ORDINARY.network,
    session: past?.session ?? ORDINARY.session,
    time: localTime(now, ground.config.rules.timeZone),
    history: { new_client: newClient, new_machine: newMachine, recent_refusals: recentRefusals },
    ...(client.kind === "command_line" ? {} : { approval_age_seconds: ORDINARY_APPROVAL_AGE }),
  };
}

/** @param id of the bound set, as the console names a machine */
async function partyOf(db: Db, user: string, id: string | null): Promise<Party> {
  const set = id ?? (await lastUsed(db, user));
  if (set === undefined) throw wrongField("person", "This person has no machine yet, so no login can begin.");
  const party = await findParty(db, set);
  if (party?.user.id !== user) throw wrongField("machine", "This person has no machine of that id.");
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

/** What was asked for the last time by that program; where it never asked, all that it may. */
function askedFor(client: Client, past: Given | undefined): Pick<Given, "scopes" | "resources" | "detail_types"> {
  if (past?.client.id === client.id)
    return { scopes: past.scopes, resources: past.resources, detail_types: past.detail_types };
  const { scopes, resources } = client.kind === "command_line" ? client : client.exchange;
  return { scopes: [...scopes], resources: [...resources], detail_types: [] };
}

const ordinaryAcr = ({ device }: Party, passkey: Party["passkeys"][number] | undefined) =>
  acrOf({
    peer: "same",
    forwarded: "no",
    key_storage: device.keyStorage,
    passkey: passkey?.backup_eligible === false ? "device_bound" : "synced",
  });
