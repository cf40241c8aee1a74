import { Command } from "commander";
import { endToken } from "../credentials/change-credential.ts";
import { credentialsOfEveryClient, type OpenCredential } from "../credentials/credential.ts";
import { ofThisEnrolment, ownCredentials } from "../credentials/own-credential.ts";
import { Problem } from "../problems/problem.ts";
import { clientOf } from "../settings/choice.ts";
import { choose } from "../settings/choose.ts";
import { texts } from "../texts/commands/git-credential.ts";
import { audienceFor, type GitRequest, gitAnswer, readGitRequest } from "../tools/git-credential.ts";
import type { Start, World } from "../world/world.ts";
import { type ToolOptions, withToolOptions, withToolToken } from "./steps/tool-token.ts";

/** git sends a dozen lines. */
const MOST_LINES = 100;

export const gitCredentialCommand = (start: Start): Command =>
  withToolOptions(new Command("git-credential"))
    .description(texts.description)
    .argument("<operation>", texts.operation)
    .addHelpText("after", texts.help)
    .action((operation: string, options: ToolOptions) => start(false, (world) => run(world, operation, options)));

async function run(world: World, operation: string, options: ToolOptions): Promise<void> {
  // At `store` the token is kept already. Operations of later versions are to be ignored (gitcredentials(7)).
  if (operation !== "get" && operation !== "erase") return;
  const request = await readAll(world);
  const place = await world.loginPlace();
  const { machine, defaults } = await choose(world, place, options);
  const logins = await ownCredentials(place, machine, clientOf(options.clientId, defaults));
  const audienceIn = (those: readonly OpenCredential[]): string | undefined =>
    audienceFor(
      request,
      those.flatMap(({ resource }) => resource),
    );
  // Another program's login is not handed out, but its person hears of it.
  const audience =
    audienceIn(logins) ?? audienceIn(await ofThisEnrolment(machine, await credentialsOfEveryClient(place, machine)));
  if (audience === undefined) return;
  if (operation === "erase") {
    const { secret } = request;
    if (secret === undefined) return;
    for (const login of logins.filter(({ resource }) => resource.includes(audience)))
      await endToken(place, login, secret, machine.keptIn, world);
    return;
  }
  await withToolToken(world, { ...options, resource: audience }, { login: "never" }, async ({ credential }) => {
    for (const line of gitAnswer(request, credential.access_token, credential.expires_at)) world.terminal.result(line);
  });
}

/** Reads up to the blank line that ends the request. @throws Problem `usage` */
async function readAll({ terminal }: World): Promise<GitRequest> {
  const lines: string[] = [];
  for (;;) {
    const line = await terminal.pipedLine();
    if (line === null || line === "") return readGitRequest(lines);
    if (lines.push(line) > MOST_LINES) throw new Problem("usage", texts.tooLong);
  }
}
