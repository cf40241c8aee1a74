import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { Command, Option } from "commander";
import type { Start } from "../world/world.ts";
import { type EnrollOptions, runEnrolment } from "./steps/run-enrolment.ts";

export const enrollCommand = (start: Start): Command =>
  new Command("enroll")
    .description("enrol this machine with a server, with a ticket from your administrator")
    .argument("<issuer>", "the server's address, such as https://login.example.com")
    .option("--browser", "add a further browser of this machine, which is enrolled already")
    .option("--user <name>", "whom this machine is for; asked if left out")
    .addOption(
      new Option("--key <place>", "where the key of this machine is kept; the best there is if left out").choices(
        keyStorageSchema.options,
      ),
    )
    .option("--no-open", "print the address instead of opening the browser")
    .option("--restart", "forget an enrolment that waits for its administrator, and begin anew")
    .option("--json", "print JSON objects, one on each line")
    .addHelpText(
      "after",
      `
  nearside enroll https://login.example.com                 this machine; you are asked for the ticket
  nearside enroll https://login.example.com --key keyring   its key in the keyring, not in the TPM
  nearside enroll https://login.example.com --browser       one more browser of a machine that is enrolled

The ticket is asked for, never given as an argument, which others on this machine could read. Where the input is no
terminal, each line of it answers one question: whom the machine is for, the ticket, whether the six words are the same.

A key in the TPM needs a server that knows the TPM's maker: its administrator names them. The TPM is looked for at
/dev/tpmrm0; another one is named by NEARSIDE_TPM, such as swtpm:host=127.0.0.1,port=2321 or device:/dev/tpmrm1.`,
    )
    .action((issuer: string, options: EnrollOptions & { json?: true }) =>
      start(options.json === true, (world) => runEnrolment(world, issuer, options)),
    );
