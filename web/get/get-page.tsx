import {
  checkedNpmCommand,
  executableCommand,
  FAMILIES,
  type Family,
  npmCommand,
} from "@nearside/shared/api/install-commands.ts";
import { type PartList, partUrl, statement } from "@nearside/shared/api/parts.ts";
import type { Part } from "@nearside/shared/statements/versions.ts";
import { Command } from "../ui/command.tsx";
import { Frame } from "../ui/frame.tsx";
import { Scene } from "../ui/scene.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { Step, Steps } from "../ui/steps.tsx";
import { ToolbarPicture } from "../ui/toolbar-picture.tsx";
import { executablesFor, FAMILY_NAMES, processorOf } from "./systems.ts";

/** How this server's version of the parts comes onto a computer: the command line, the extension, and the enrolment. */
export function GetPage({ issuer, list, system }: { issuer: string; list: PartList | undefined; system: Family }) {
  const packed = list?.parts.find(({ kind }) => kind === "command_line");
  if (list === undefined || packed === undefined) return <NothingHere issuer={issuer} />;
  const extension = list.parts.find(({ kind }) => kind === "extension");
  return (
    <Frame
      issuer={issuer}
      footnote="Nothing on this page is secret. Your ticket is asked for in your terminal, and never here."
    >
      <Sheet
        tab="Get Nearside"
        title="Set up this computer"
        picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
        lead={`Three steps, once for each computer. These are version ${list.version}, the one that this server works with.`}
      >
        <Steps>
          <Step title="Install the command line">
            <p>In a terminal, with Node 20 or newer:</p>
            <Command text={npmCommand(issuer, packed)} />
            <Alone issuer={issuer} parts={list.parts} family={system} />
            {FAMILIES.filter((family) => family !== system).map((family) => (
              <details className="more" key={family}>
                <summary>{FAMILY_NAMES[family]}</summary>
                <p>In a terminal, with Node 20 or newer:</p>
                <Command text={npmCommand(issuer, packed)} />
                <Alone issuer={issuer} parts={list.parts} family={family} />
              </details>
            ))}
          </Step>
          <Step title="Add the extension to your browser">
            <p>Many organisations install it for you: then its icon is there already.</p>
            {extension === undefined ? null : <LoadExtension issuer={issuer} part={extension} />}
            <p>Click the puzzle piece beside the address, then the pin beside Nearside.</p>
            <ToolbarPicture show="pin" />
          </Step>
          <Step title="Enrol this computer">
            <p>With a ticket from your administrator, in a terminal on this computer:</p>
            <Command text={`nearside enroll ${issuer}`} />
            <p>It opens a page in this browser that leads you through the rest.</p>
          </Step>
        </Steps>
        <Checksums issuer={issuer} packed={packed} parts={list.parts} system={system} />
      </Sheet>
    </Frame>
  );
}

/** The executables for one family of systems, if the server has any. */
function Alone({ issuer, parts, family }: { issuer: string; parts: readonly Part[]; family: Family }) {
  return executablesFor(family, parts).map((part) => (
    <div className="step" key={part.file}>
      <p>
        Without Node, one file for {FAMILY_NAMES[family]} on {processorOf(part)}, in{" "}
        {family === "windows" ? "PowerShell" : "~/.local/bin"}:
      </p>
      <Command text={executableCommand(issuer, part, family)} />
    </div>
  ));
}

function LoadExtension({ issuer, part }: { issuer: string; part: Part }) {
  return (
    <>
      <p>
        If yours does not: <a href={partUrl(issuer, part)}>download it</a> and unpack it to a folder that stays. In
        Chrome, Chromium, Edge or Brave, open <code>chrome://extensions</code>, switch on Developer mode, choose “Load
        unpacked” and take that folder.
      </p>
      <p>Firefox takes only an extension that Mozilla has signed. Ask your administrator to install it there.</p>
    </>
  );
}

function Checksums({
  issuer,
  packed,
  parts,
  system,
}: {
  issuer: string;
  packed: Part;
  parts: readonly Part[];
  system: Family;
}) {
  return (
    <details className="small-print more">
      <summary>Checksums</summary>
      <p>
        SHA-256 of each file. The same is written in a{" "}
        <a href={`${issuer}${statement.address}`}>statement that this server has signed</a>, which{" "}
        <code>nearside upgrade</code> verifies.
      </p>
      <dl>
        {parts.map(({ file, sha256 }) => (
          <div key={file}>
            <dt>{file}</dt>
            <dd>
              <code className="checksum">{sha256}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p>To compare before npm installs it:</p>
      <Command text={checkedNpmCommand(issuer, packed, system)} />
    </details>
  );
}

function NothingHere({ issuer }: { issuer: string }) {
  return (
    <Frame issuer={issuer}>
      <Sheet
        tab="Get Nearside"
        title="This server hands out nothing just now"
        picture={<Scene ground="apart" link="open" tone="wait" badge="question" faint="browser" />}
        lead="Either it could not be reached, or its files were not built. Load this page again; if it stays so, tell your administrator."
      />
    </Frame>
  );
}
