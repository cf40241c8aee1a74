import {
  checkedNpmCommand,
  executableCommand,
  FAMILIES,
  type Family,
  npmCommand,
  OWN_PATH_COMMAND,
} from "@nearside/shared/api/install-commands.ts";
import { type PartList, partUrl, statement } from "@nearside/shared/api/parts.ts";
import type { Part } from "@nearside/shared/statements/versions.ts";
import { getTexts as texts } from "../texts/get.tsx";
import { Command } from "../ui/command.tsx";
import { Frame } from "../ui/frame.tsx";
import { Scene } from "../ui/scene.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { Step, Steps } from "../ui/steps.tsx";
import { ToolbarPicture } from "../ui/toolbar-picture.tsx";
import { executablesFor, processorOf } from "./systems.ts";

/** Says how this server's version is installed: the command line, the extension, and the enrolment. */
export function GetPage({ issuer, list, system }: { issuer: string; list: PartList | undefined; system: Family }) {
  const packed = list?.parts.find(({ kind }) => kind === "command_line");
  if (list === undefined || packed === undefined) return <NothingHere issuer={issuer} />;
  const extension = list.parts.find(({ kind }) => kind === "extension");
  return (
    <Frame issuer={issuer} footnote={texts.footnote}>
      <Sheet
        tab={texts.tab}
        title={texts.title}
        picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
        lead={texts.lead(list)}
      >
        <Steps>
          <Step title={texts.commandLine.title}>
            <OnSystem issuer={issuer} parts={list.parts} packed={packed} family={system} />
            {FAMILIES.filter((family) => family !== system).map((family) => (
              <details className="more" key={family}>
                <summary>{texts.systems[family]}</summary>
                <OnSystem issuer={issuer} parts={list.parts} packed={packed} family={family} />
              </details>
            ))}
          </Step>
          <Step title={texts.extension.title}>
            <p>{texts.extension.installedForYou}</p>
            {extension === undefined ? null : <LoadExtension issuer={issuer} part={extension} />}
            <p>{texts.extension.pin}</p>
            <ToolbarPicture show="pin" />
          </Step>
          <Step title={texts.enrol.title}>
            <p>{texts.enrol.text}</p>
            <Command text={`nearside enroll ${issuer}`} />
            <p>{texts.enrol.opens}</p>
          </Step>
        </Steps>
        <Checksums issuer={issuer} packed={packed} parts={list.parts} system={system} />
      </Sheet>
    </Frame>
  );
}

/** The commands for one family of systems. */
function OnSystem({
  issuer,
  parts,
  packed,
  family,
}: {
  issuer: string;
  parts: readonly Part[];
  packed: Part;
  family: Family;
}) {
  return (
    <>
      <p>{family === "windows" ? texts.commandLine.withNode : texts.commandLine.withNodeInFolder}</p>
      <Command text={npmCommand(issuer, packed, family)} />
      <p>{texts.commandLine.npmWarns}</p>
      <Alone issuer={issuer} parts={parts} family={family} />
      {family === "windows" ? null : (
        <>
          <p>{texts.commandLine.inPath[family]}</p>
          <Command text={OWN_PATH_COMMAND} />
        </>
      )}
    </>
  );
}

/** The executables for one family of systems, if the server has any. */
function Alone({ issuer, parts, family }: { issuer: string; parts: readonly Part[]; family: Family }) {
  return executablesFor(family, parts).map((part) => (
    <div className="step" key={part.file}>
      <p>
        {(family === "windows" ? texts.commandLine.inPowerShell : texts.commandLine.inFolder)({
          system: texts.systems[family],
          processor: processorOf(part),
        })}
      </p>
      <Command text={executableCommand(issuer, part, family)} />
    </div>
  ));
}

function LoadExtension({ issuer, part }: { issuer: string; part: Part }) {
  return (
    <>
      <p>{texts.extension.load({ href: partUrl(issuer, part) })}</p>
      <p>{texts.extension.firefox}</p>
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
      <summary>{texts.checksums.title}</summary>
      <p>{texts.checksums.text({ href: `${issuer}${statement.address}` })}</p>
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
      <p>{texts.checksums.compare}</p>
      <Command text={checkedNpmCommand(issuer, packed, system)} />
    </details>
  );
}

function NothingHere({ issuer }: { issuer: string }) {
  return (
    <Frame issuer={issuer}>
      <Sheet
        tab={texts.tab}
        title={texts.nothing.title}
        picture={<Scene ground="apart" link="open" tone="wait" badge="question" faint="browser" />}
        lead={texts.nothing.lead}
      />
    </Frame>
  );
}
