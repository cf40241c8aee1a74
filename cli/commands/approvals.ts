import { approvalsAnswerSchema, type WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { deviceApi } from "@nearside/shared/api/devices.ts";
import type { PlaceShown } from "@nearside/shared/api/place-shown.ts";
import { countdownText } from "@nearside/shared/text/time-in-words.ts";
import { Command } from "commander";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { type Connection, connect } from "../server/connection.ts";
import { readAnswer } from "../server/read-answer.ts";
import { proveBy, sendProved } from "../server/send-proved.ts";
import type { ChoiceOptions } from "../settings/choose.ts";
import type { Start, World } from "../world/world.ts";
import { chooseAloud, withChoice } from "./options/choice.ts";
import { openPage } from "./steps/open-page.ts";

interface ApprovalsOptions extends ChoiceOptions {
  readonly open?: true;
}

export const approvalsCommand = (start: Start): Command =>
  withChoice(new Command("approvals"))
    .description("show what waits for your yes beside another person's, and open its page")
    .option("--open", "open the page in your browser")
    .option("--json", "print a JSON object")
    .addHelpText(
      "after",
      `
A rule may want a second person for what others log in to. You answer in the browser that is enrolled, where Nearside verifies
the whole request; the terminal only says what waits.

  nearside approvals
  nearside approvals --open
  nearside approvals --json | jq -r '.approvals[].page'`,
    )
    .action((options: ApprovalsOptions & { json?: true }) =>
      start(options.json === true, (world) => run(world, options)),
    );

/** Milliseconds. */
const TIMEOUT = 10_000;

/** @throws Problem `server_unreachable`, `device_unknown`, … */
async function run(world: World, options: ApprovalsOptions): Promise<void> {
  const { terminal } = world;
  const { machine, defaults } = await chooseAloud(world, await world.place(), options);
  const connection = connect(machine.issuer, world);
  try {
    const waiting = await fetchWaiting(connection, machine);
    const page = (id: string): string => `${machine.issuer}/approvals/${id}`;
    terminal.object({ approvals: waiting.map((approval) => ({ ...approval, page: page(approval.id) })) });
    if (waiting.length === 0) terminal.say(`Nothing waits for ${machine.user.name} at ${machine.issuer}.`);
    for (const approval of waiting) {
      terminal.result(lineOf(approval, Math.floor(world.now() / 1000) + connection.clock.offset()));
      terminal.result(`  ${page(approval.id)}`);
    }
    const [only] = waiting;
    if (options.open !== true || only === undefined) return;
    openPage(world, waiting.length === 1 ? page(only.id) : `${machine.issuer}/approvals`, defaults.browser);
  } finally {
    connection.http.close();
  }
}

/** Asks, by the device key, what waits for the machine's person (protocol §11). */
async function fetchWaiting(connection: Connection, machine: EnrolledMachine): Promise<readonly WaitingApproval[]> {
  const url = `${connection.issuer}${deviceApi.approvals.address}`;
  const headers = { "content-type": "application/json" };
  const make = async () => ({ method: "POST" as const, url, headers, body: "{}", timeout: TIMEOUT });
  const sent = await sendProved(connection, proveBy(await machine.deviceSigner()), make);
  return readAnswer(sent, approvalsAnswerSchema).waiting;
}

/** @param now the server's clock, epoch seconds */
function lineOf({ initiator, command, machine, place, quorum, have, until }: WaitingApproval, now: number): string {
  const many = quorum > 1 ? `, ${have} of ${quorum} approved` : "";
  const on = place === undefined ? machine.hostname : placeName(place);
  return `${initiator.name}: ${command} on ${on}${many}, ${countdownText(until / 1000 - now)} left`;
}

/** Where it runs elsewhere, the name that such a place gives itself says nothing (protocol §10.3). */
const placeName = (place: PlaceShown): string =>
  place.kind === "container" ? `the container ${place.name ?? place.id}` : (place.name ?? "a host that nobody knows");
