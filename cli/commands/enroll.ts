import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { Command, Option } from "commander";
import { texts } from "../texts/commands/enroll.ts";
import { optionTexts } from "../texts/commands/options.ts";
import type { Start } from "../world/world.ts";
import { type EnrollOptions, runEnrolment } from "./steps/run-enrolment.ts";

export const enrollCommand = (start: Start): Command =>
  new Command("enroll")
    .description(texts.description)
    .argument("<issuer>", texts.issuer)
    .option("--browser", texts.browser)
    .option("--user <name>", texts.user)
    .addOption(new Option("--key <place>", texts.key).choices(keyStorageSchema.options))
    .option("--no-open", optionTexts.printAddress)
    .option("--restart", texts.restart)
    .option("--json", optionTexts.json.lines)
    .addHelpText("after", texts.help)
    .action((issuer: string, options: EnrollOptions & { json?: true }) =>
      start(options.json === true, (world) => runEnrolment(world, issuer, options)),
    );
