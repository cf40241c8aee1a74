import { Command } from "commander";
import { type Extent, examine } from "../doctor/doctor.ts";
import type { Finding } from "../doctor/finding.ts";
import { Problem } from "../problems/problem.ts";
import { readIssuer } from "../server/issuer.ts";
import { type ChoiceOptions, choose } from "../settings/choose.ts";
import type { Start, World } from "../world/world.ts";
import { openPage } from "./steps/open-page.ts";
import { showFinding } from "./steps/show-finding.ts";

interface DoctorOptions extends ChoiceOptions {
  readonly browser: boolean;
}

export const doctorCommand = (start: Start): Command =>
  new Command("doctor")
    .description("find out why a login does not work, and what to do about it")
    .option("--issuer <url>", "look at this server only; it need not be enrolled")
    .option("--user <name>", "look at this person's enrolments only")
    .option("--profile <name>", "try the browser as a login with this profile would")
    .option("--no-browser", "leave the browser alone: nothing is opened")
    .option("--json", "print JSON objects, one for each finding")
    .addHelpText(
      "after",
      `
It looks at the folder of keys, keyring, TPM, enrolments, profiles, this session, proxies, the server, its certificate and this
machine's clock, and then opens a page to see whether your browser's extension meets the command line. Nothing is changed and
nothing approved.

  nearside doctor                                       all of it
  nearside doctor --no-browser --json                   for a script: ends with 28 if something stands in the way
  nearside doctor --issuer https://login.example.com    before you enrol there`,
    )
    .action((options: DoctorOptions & { json?: true }) => start(options.json === true, (world) => run(world, options)));

async function run(world: World, options: DoctorOptions): Promise<void> {
  const { terminal } = world;
  const { profile, user } = options;
  const issuer = options.issuer === undefined ? undefined : readIssuer(options.issuer);
  const place = await world.place();
  const bad: Finding[] = [];
  const show = (finding: Finding): void => {
    terminal.endStatus();
    terminal.object({ ...finding });
    showFinding(terminal, finding);
    if (finding.state === "bad") bad.push(finding);
  };
  const open = (url: string, browser: string | undefined): void => {
    terminal.endStatus();
    terminal.object({ user_action_required: { url, why: TRY } });
    terminal.say(TRY);
    terminal.say(url, "strong");
    openPage(world, url, browser);
    terminal.status("Waiting for your browser");
  };
  const examined = { issuer, user };
  const extent = await examine(world, place, examined, {
    found: show,
    looking: (at) => terminal.status(`Looking at ${at}`),
    browser: options.browser ? { open } : undefined,
    choose: () =>
      choose(world, place, { ...(profile && { profile }), ...(issuer && { issuer }), ...(user && { user }) }),
  });
  terminal.endStatus();
  if (bad.length > 0) throw new Problem("examination_failed", `(${bad.map(({ about }) => about).join(", ")})`);
  terminal.say(NOTHING_FOUND[extent], "good");
}

/** Says no more than was looked at. */
const NOTHING_FOUND: Readonly<Record<Extent, string>> = {
  met: "Nothing stands in the way of a login.",
  untried: "Nothing that was looked at stands in the way of a login. The browser was not tried.",
  vouched_for: "Nothing stands in the way of a login here: nearside login",
  unenrolled: "Nothing that was looked at stands in the way of enrolling this machine.",
};

const TRY = "This page tries your browser. Nothing needs to be approved on it.";
