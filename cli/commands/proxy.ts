import { rm } from "node:fs/promises";
import { join } from "node:path";
import { newRandomId } from "@nearside/shared/ids.ts";
import { Command } from "commander";
import { otherIssuer } from "../apis/other-issuer.ts";
import type { LockPlace } from "../keys/lock.ts";
import { ensurePrivateFolder } from "../keys/private-folder.ts";
import { Problem } from "../problems/problem.ts";
import { createProver } from "../proxy/prover.ts";
import { type ProxyAddress, type ProxyPlace, startProxy } from "../proxy/proxy.ts";
import { createRemedies } from "../proxy/remedies.ts";
import { createStepUp } from "../proxy/step-up.ts";
import { isPlain, type Upstream, upstreamOf } from "../proxy/upstream.ts";
import { optionTexts } from "../texts/commands/options.ts";
import { texts } from "../texts/commands/proxy.ts";
import { readCommandLine, runCommand } from "../tools/run-command.ts";
import { untilAborted } from "../waiting.ts";
import type { Start, World } from "../world/world.ts";
import { type Obtained, type ToolOptions, withToolOptions, withToolToken } from "./steps/tool-token.ts";

interface ProxyOptions extends ToolOptions {
  readonly listen: string;
  readonly unix?: true;
  readonly json?: true;
}

/** The bytes that sockaddr_un has room for, on the system with the least. */
const LONGEST_SOCKET_PATH = 103;

export const proxyCommand = (start: Start): Command =>
  withToolOptions(new Command("proxy"))
    .description(texts.description)
    .usage(texts.usage)
    .argument("[command...]", texts.command)
    .option("--listen <address>", texts.listen, "127.0.0.1:0")
    .option("--unix", texts.unix)
    .option("--json", optionTexts.json.object)
    .passThroughOptions()
    .addHelpText("after", texts.help)
    .action((command: string[], options: ProxyOptions) =>
      start(options.json === true && command.length === 0, (world) => run(world, command, options)),
    );

async function run(world: World, words: readonly string[], options: ProxyOptions): Promise<void> {
  const { resource: audience } = options;
  if (audience === undefined) throw new Problem("usage", texts.noResource);
  const command = words.length === 0 ? undefined : readCommandLine(words);
  const tcp = readListen(options.listen);
  await withToolToken(world, options, { login: "if_interactive" }, async (token) => {
    const address = options.unix ? await socketIn(token.place, world) : tcp;
    const upstream = upstreamOf(audience);
    const secret = newRandomId(world.random);
    const proxy = await startProxy(proxyFor(world, token, upstream, secret), address);
    try {
      if (isPlain(upstream)) world.terminal.say(texts.notEncrypted({ origin: upstream.origin }), "bad");
      const socket = address.kind === "unix" ? address.path : undefined;
      const running = { url: proxy.base + upstream.path, socket, secret, audience };
      if (command === undefined) await untilStopped(world, running);
      else world.endWith(await runCommand(world, command, variablesOf(running)));
    } finally {
      proxy.close();
      if (address.kind === "unix") await rm(address.path, { force: true });
    }
  });
}

/** A proxy that proves with this token. It tells a failure, and that no login will help, once at the terminal. */
function proxyFor(world: World, token: Obtained, upstream: Upstream, secret: string): ProxyPlace {
  const { again, renew, demanded, connection } = token;
  const prover = createProver(() => again(), world);
  let lastFailure = "";
  const failed = ({ message }: Problem): void => {
    if (message !== lastFailure) world.terminal.say(message, "bad");
    lastFailure = message;
  };
  let explained = false;
  const explain = async (metadata: string | undefined): Promise<void> => {
    if (explained) return;
    explained = true;
    const why = await otherIssuer(connection.http, { origin: upstream.origin, metadata }, connection.issuer);
    if (why !== undefined) world.terminal.say(why, "bad");
  };
  const remedies = createRemedies({ prover, renew, explain, stepUp: createStepUp({ demanded, failed }) });
  return { upstream, prover, remedies, peerOf: world.peerOf, secret, failed };
}

/** The environment in which a command finds its proxy. */
const variablesOf = ({ url, socket, secret }: RunningHere): Readonly<Record<string, string>> => ({
  NEARSIDE_PROXY_URL: url,
  NEARSIDE_PROXY_SECRET: secret,
  ...(socket === undefined ? {} : { NEARSIDE_PROXY_SOCKET: socket }),
});

interface RunningHere {
  readonly url: string;
  readonly socket: string | undefined;
  readonly secret: string;
  readonly audience: string;
}

/** @throws always: the reason for which the command is stopped */
async function untilStopped({ terminal, stop }: World, { url, socket, secret, audience }: RunningHere): Promise<void> {
  terminal.object({ proxy: { url, ...(socket === undefined ? {} : { socket }), audience, secret } });
  terminal.result(url);
  if (socket !== undefined) terminal.result(socket);
  terminal.say(texts.running({ audience }), "dim");
  await untilAborted(stop);
}

/** @throws Problem `usage` for every address but loopback, which others can't reach */
function readListen(text: string): Extract<ProxyAddress, { kind: "tcp" }> {
  const [, address, digits] = /^(127\.0\.0\.1|\[::1\]):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (address === undefined || port > 65_535) throw new Problem("usage", texts.listenForm);
  return { kind: "tcp", address: address === "127.0.0.1" ? address : "::1", port };
}

/** @throws Problem `usage`, KeyFileError */
async function socketIn(place: LockPlace, { surroundings, random }: World): Promise<ProxyAddress> {
  if (surroundings.platform === "win32") throw new Problem("usage", texts.noUnix);
  await ensurePrivateFolder(place);
  const path = join(place.folder, `proxy-${newRandomId(random).slice(0, 8)}.sock`);
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH) throw new Problem("usage", texts.nameTooLong);
  return { kind: "unix", path };
}
