import { Command } from "commander";
import { type Extent, examine } from "../doctor/doctor.ts";
import type { Finding } from "../doctor/finding.ts";
import { Problem } from "../problems/problem.ts";
import { readIssuer } from "../server/issuer.ts";
import { type ChoiceOptions, choose } from "../settings/choose.ts";
import { texts } from "../texts/commands/doctor.ts";
import type { Start, World } from "../world/world.ts";
import { openPage } from "./steps/open-page.ts";
import { showFinding } from "./steps/show-finding.ts";

interface DoctorOptions extends ChoiceOptions {
  readonly browser: boolean;
}

export const doctorCommand = (start: Start): Command =>
  new Command("doctor")
    .description(texts.description)
    .option("--issuer <url>", texts.issuer)
    .option("--user <name>", texts.user)
    .option("--profile <name>", texts.profile)
    .option("--no-browser", texts.noBrowser)
    .option("--json", texts.json)
    .addHelpText("after", texts.help)
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
    terminal.status(texts.waiting);
  };
  const examined = { issuer, user };
  const extent = await examine(world, place, examined, {
    found: show,
    looking: (at) => terminal.status(texts.looking({ at })),
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
  met: texts.good,
  untried: texts.goodWithoutBrowser,
  vouched_for: texts.loginHere,
  unenrolled: texts.mayEnroll,
};

const TRY = texts.tryPage;
