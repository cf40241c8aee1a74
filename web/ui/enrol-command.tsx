import { GET_PAGE } from "@nearside/shared/api/get-page.ts";
import { setUpTexts } from "../texts/set-up.tsx";
import { Command } from "./command.tsx";

/** The command that enrols this computer, and where the command line comes from. */
export function EnrolCommand({ issuer, options = "" }: { issuer: string; options?: string }) {
  return (
    <>
      <Command text={`nearside enroll ${options}${issuer}`} />
      <p>{setUpTexts.commandLineMissing({ href: GET_PAGE })}</p>
    </>
  );
}
