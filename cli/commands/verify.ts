import { Command } from "commander";
import type { Start, World } from "../world/world.ts";

interface VerifyOptions {
  readonly jwks?: string;
}

export const verifyCommand = (start: Start): Command =>
  new Command("verify")
    .description("verify evidence of a login, or the report of a person's leaving, offline")
    .argument("<file>", "what `nearside-server evidence <request>` or `report <user>` wrote, or - for standard input")
    .option("--jwks <file>", "the server's keys as you have them from elsewhere; else the file's own are taken")
    .option("--json", "print a JSON object")
    .addHelpText(
      "after",
      `
Nothing is fetched and no enrolment is needed. The exit code is 0 only where every link holds.

  nearside-server evidence rq_… --output evidence.json     on the server's own shell
  curl -O https://login.example.com/oauth/jwks             while you trust the connection, and kept
  nearside verify evidence.json --jwks jwks`,
    )
    .action((file: string, options: VerifyOptions & { json?: true }) =>
      start(options.json === true, (world) => run(world, file, options)),
    );

/** Ends with the code of the first link that fails. */
async function run({ terminal }: World, file: string, options: VerifyOptions): Promise<void> {
  // The code that checks passkeys is long, and is loaded only now: no other command has to wait for it.
  const { verifyEvidenceFile } = await import("../evidence/verify-evidence-file.ts");
  await verifyEvidenceFile(terminal, file, options.jwks);
}
