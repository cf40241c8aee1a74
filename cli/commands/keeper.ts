import { basename, dirname } from "node:path";
import { agoInWords, spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { Command } from "commander";
import { checkBrowser } from "../doctor/check-browser.ts";
import { checkKeeper, standingInWords } from "../doctor/check-keeper.ts";
import { type Finding, notice } from "../doctor/finding.ts";
import { askKeeper, TurnedAway } from "../doorway/call-keeper.ts";
import type { Doorway } from "../doorway/doorway.ts";
import {
  containerSocketSchema,
  type KeeperStatus,
  type Refusal,
  statusSchema,
  stoppingSchema,
} from "../doorway/messages.ts";
import { runKeeper } from "../keeper/run-keeper.ts";
import { browsersHere } from "../keeper/setup/browsers-here.ts";
import { installKeeper, startEarly, uninstallKeeper } from "../keeper/setup/install.ts";
import { shellWord } from "../keeper/setup/shell-word.ts";
import { Problem } from "../problems/problem.ts";
import { choose } from "../settings/choose.ts";
import type { Start, World } from "../world/world.ts";
import { openPage } from "./steps/open-page.ts";
import { showFinding } from "./steps/show-finding.ts";

interface Json {
  readonly json?: true;
}

interface InstallOptions extends Json {
  readonly check?: true;
  readonly browser?: string;
}

export function keeperCommand(start: Start): Command {
  const sub = (name: string, says: string, run: (world: World) => Promise<void>): Command =>
    new Command(name)
      .description(says)
      .option("--json", "print a JSON object")
      .action((_: unknown, command: Command) => start(command.optsWithGlobals<Json>().json === true, run));
  return new Command("keeper")
    .description("the process of this account by which browsers reach a login that waits, without a port")
    .addHelpText("after", AFTER_HELP)
    .addCommand(sub("run", "run it here, until Ctrl-C", run))
    .addCommand(sub("status", "say whether it runs, and for whom", status))
    .addCommand(sub("stop", "end it", stopIt))
    .addCommand(
      new Command("install")
        .description("have it started by itself, and tell this account's browsers of it")
        .option("--check", "change nothing: try the way from each browser to a command line")
        .option("--browser <command>", "with --check, try this browser only")
        .option("--json", "print JSON objects")
        .action((_: unknown, command: Command) => {
          const options = command.optsWithGlobals<InstallOptions>();
          return start(options.json === true, (world) =>
            options.check === true ? check(world, options) : install(world),
          );
        }),
    )
    .addCommand(sub("uninstall", "take that back", uninstall))
    .addCommand(
      new Command("container-socket")
        .description("let containers on this computer log in through it: makes a socket that takes logins only")
        .option("--close", "take that socket away again")
        .option("--json", "print a JSON object")
        .action((_: unknown, command: Command) => {
          const { json, close } = command.optsWithGlobals<Json & { readonly close?: true }>();
          return start(json === true, (world) => containerSocket(world, close !== true));
        }),
    );
}

const AFTER_HELP = `
  nearside keeper install      once: sets up a service of your account, and the native host of each browser
  nearside keeper status       what it does just now

Without a keeper every command works as it does now: browsers meet a login over this machine's loopback.
It keeps no token, and uses your device key for two things: to hear from your server whether this machine is in force, and to tell it
how this machine is protected (see nearside doctor).`;

async function run(world: World): Promise<void> {
  const { terminal } = world;
  const started = (socket: string): void => {
    terminal.object({ listening: socket });
    terminal.say(`The keeper runs. Its socket is ${socket}.`, "good");
  };
  await runKeeper(world, started, ({ issuer, ended, rules }) => {
    terminal.object({ ended: { issuer, logins: ended, rules } });
    const names = rules.map(({ id, title, says }) => says ?? title ?? id).join(" ");
    terminal.say(
      `Rules at ${issuer} ended ${ended} of your logins by what this machine says of its protection: ${names}`,
    );
    terminal.say("  → See what is amiss, and what to do: nearside doctor");
  });
  terminal.say("The keeper was asked to end.");
}

/** A keeper that runs answers at once; one that systemd starts takes as long as a program, which is long on a busy machine. Milliseconds. */
const ANSWERS_WITHIN = 15_000;

async function status(world: World): Promise<void> {
  const { terminal } = world;
  const now = await asked(world, (doorway) => askKeeper(doorway, { verb: "status" }, statusSchema, ANSWERS_WITHIN));
  terminal.object({ ...now });
  for (const line of linesOf(now, Math.floor(world.now() / 1000))) terminal.result(line);
}

function linesOf({ pid, version, since, memory, activated, waiting, ssh, enrolments }: KeeperStatus, now: number) {
  const how = activated ? "started by systemd" : "started by hand";
  return [
    `The keeper runs: process ${pid}, version ${version}, for ${spanInWords(Math.max(0, now - since))}, ${how}.`,
    `  holds ${Math.round(memory / 1e6)} MB; ${waiting} ${waiting === 1 ? "login waits" : "logins wait"} for a browser`,
    `  ${ssh.sessions} ${ssh.sessions === 1 ? "session" : "sessions"} of ssh`,
    ...enrolments.flatMap(({ issuer, user, standing, problem, protection }) => {
      const unreached = problem === null ? "" : ` (as it was last said; its server was not reached: ${problem})`;
      const line = `  ${user} at ${issuer}: ${standingInWords(standing)}${unreached}`;
      return [
        line,
        ...(protection.at === null ? [] : [`    told of this machine's protection ${agoInWords(now - protection.at)}`]),
      ];
    }),
  ];
}

async function stopIt(world: World): Promise<void> {
  await asked(world, (doorway) => askKeeper(doorway, { verb: "stop" }, stoppingSchema, ANSWERS_WITHIN));
  world.terminal.object({ stopped: true });
  world.terminal.say("The keeper ends.", "good");
}

/** @throws Problem `keeper_missing`, `keeper_refused` */
async function asked<T>(world: World, ask: (doorway: Doorway) => Promise<T | undefined>): Promise<T> {
  const doorway = world.doorway();
  try {
    const answer = doorway === undefined ? undefined : await ask(doorway);
    if (answer === undefined) throw new Problem("keeper_missing");
    return answer;
  } catch (error) {
    if (error instanceof TurnedAway) throw new Problem("keeper_refused", REASONS[error.code], { cause: error });
    throw error;
  }
}

const REASONS: Readonly<Partial<Record<Refusal, string>>> = {
  other_account: "It is another account's.",
  other_namespace: "It runs outside of this container.",
  caller_unknown: "Its system does not tell it who calls.",
  busy: "Too many programs call it just now: try again in a moment.",
  not_in_force: "Its server has taken this machine out of force.",
  malformed: "It is another version: end it with the one that started it, or start this account's session anew.",
};

async function install(world: World): Promise<void> {
  const { terminal } = world;
  const { service, browsers } = await installKeeper(world);
  terminal.object({ service, browsers });
  terminal.say("The keeper is set up for your account.", "good");
  if (!service)
    terminal.say("No systemd of your account answers here, so it is not started by itself: nearside keeper run");
  terminal.say(
    browsers.length === 0
      ? "No browser was found in PATH. Those that you install later find it by themselves."
      : `These browsers find it from their next start on: ${browsers.join(", ")}.`,
  );
  terminal.say("In the extension, allow it once: click its icon, Enrolments and permissions, Meet without a port.");
}

/** Tries each browser by a login that opens no port, so that only the keeper can have carried the hello. */
async function check(world: World, { browser }: InstallOptions): Promise<void> {
  const { terminal } = world;
  const place = await world.place();
  const bad: Finding[] = [];
  const show = (finding: Finding): void => {
    terminal.object({ ...finding });
    showFinding(terminal, finding);
    if (finding.state === "bad") bad.push(finding);
  };
  for (const finding of await checkKeeper(world)) show(finding);
  const { machine } = await choose(world, place, {});
  const here = await browsersHere(world.surroundings.env);
  const tried = browser === undefined ? here.map(({ command }) => command) : [browser];
  for (const { name, command, sandbox } of here)
    if (sandbox !== undefined && tried.includes(command))
      show(notice("browser", `${name} (${command}) ${BOXED[sandbox]}`, UNBOXED));
  for (const command of tried) {
    const open = (url: string): void => {
      terminal.endStatus();
      terminal.object({ user_action_required: { url, why: TRY, browser: command } });
      terminal.say(`${TRY} (${command})`);
      terminal.say(url, "strong");
      openPage(world, url, command);
    };
    for (const finding of await checkBrowser(world, { machine, defaults: { browser: command } }, { open }, true))
      show(finding);
  }
  terminal.endStatus();
  if (bad.length > 0) throw new Problem("examination_failed", `(${bad.map(({ about }) => about).join(", ")})`);
  terminal.say("Each browser that was tried reaches a command line through the keeper.", "good");
}

const BOXED = {
  flatpak: "is a Flatpak, whose sandbox starts no program outside of it, so it can't start what leads to the keeper.",
  snap: "is a Snap, whose sandbox starts no program outside of it, so it can't start what leads to the keeper.",
} as const;
const UNBOXED =
  "It meets logins over loopback as before. To go through the keeper, take the browser's package from your distribution or its maker: apt install firefox-esr, for one.";

const TRY = "This page tries your browser. Nothing needs to be approved on it.";

async function uninstall(world: World): Promise<void> {
  await uninstallKeeper(world);
  world.terminal.object({ uninstalled: true });
  world.terminal.say("The keeper is no longer set up here. Browsers meet logins over loopback, as before.", "good");
}

/** Where a container finds the folder of that socket. */
const MOUNTED = "/run/nearside";

async function containerSocket(world: World, isWanted: boolean): Promise<void> {
  const { terminal } = world;
  const ask = { verb: "container_socket", wanted: isWanted } as const;
  const { container_socket: socket } = await asked(world, (doorway) =>
    askKeeper(doorway, ask, containerSocketSchema, ANSWERS_WITHIN),
  );
  const isEarly = await startEarly(isWanted);
  terminal.object({ container_socket: socket });
  if (socket === null) return terminal.say("That socket is gone: containers can no longer log in here.", "good");
  const folder = dirname(socket);
  const inside = `${MOUNTED}/${basename(socket)}`;
  terminal.result(socket);
  terminal.say(
    "Containers that get its folder can ask for logins, which you approve in the browser here. Start one so:",
  );
  terminal.say(`  podman run -v ${shellWord(`${folder}:${MOUNTED}`)} -e NEARSIDE_KEEPER=${inside} …`, "strong");
  terminal.say("or, in devcontainer.json:");
  terminal.say(`  "mounts": [${JSON.stringify(`source=${folder},target=${MOUNTED},type=bind`)}],`);
  terminal.say(`  "containerEnv": { "NEARSIDE_KEEPER": ${JSON.stringify(inside)} }`);
  if (!isEarly)
    terminal.say("No service starts the keeper for them: see that it runs (nearside keeper install, or run).");
  terminal.say(
    "The program inside must run under your own account's number: with rootless Podman as root, or --userns=keep-id.",
  );
}
