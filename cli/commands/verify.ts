import { Command } from "commander";
import { optionTexts } from "../texts/commands/options.ts";
import { texts } from "../texts/commands/verify.ts";
import type { Start, World } from "../world/world.ts";

interface VerifyOptions {
  readonly jwks?: string;
}

export const verifyCommand = (start: Start): Command =>
  new Command("verify")
    .description(texts.description)
    .argument("<file>", texts.file)
    .option("--jwks <file>", texts.jwks)
    .option("--json", optionTexts.json.object)
    .addHelpText("after", texts.help)
    .action((file: string, options: VerifyOptions & { json?: true }) =>
      start(options.json === true, (world) => run(world, file, options)),
    );

/** Ends with the code of the first link that fails. */
async function run({ terminal }: World, file: string, options: VerifyOptions): Promise<void> {
  // The code that checks passkeys is long, and is loaded only now: no other command has to wait for it.
  const { verifyEvidenceFile } = await import("../evidence/verify-evidence-file.ts");
  await verifyEvidenceFile(terminal, file, options.jwks);
}
