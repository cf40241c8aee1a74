import { GET_PAGE } from "@nearside/shared/api/get-page.ts";
import { getTexts, frontTexts as texts } from "./texts/get.tsx";
import { Command } from "./ui/command.tsx";
import { Frame } from "./ui/frame.tsx";
import { Scene } from "./ui/scene.tsx";
import { Sheet } from "./ui/sheet.tsx";
import { Step, Steps } from "./ui/steps.tsx";

/** Says what this server is, and the next two steps: what to install, and `nearside enroll`. */
export function FrontPage({ issuer }: { issuer: string }) {
  return (
    <Frame issuer={issuer}>
      <Sheet
        tab={texts.tab}
        title={texts.title}
        picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
        lead={texts.lead}
      >
        <Steps>
          <Step title={texts.get.title}>
            <p>{texts.get.text({ href: GET_PAGE })}</p>
          </Step>
          <Step title={getTexts.enrol.title}>
            <p>{getTexts.enrol.text}</p>
            <Command text={`nearside enroll ${issuer}`} />
            <p>{getTexts.enrol.opens}</p>
          </Step>
        </Steps>
        <p className="small-print">{texts.enrolled({ account: "/account", console: "/console" })}</p>
      </Sheet>
    </Frame>
  );
}

export function NowherePage({ issuer }: { issuer: string }) {
  return (
    <Frame issuer={issuer}>
      <Sheet
        tab={texts.nowhere.tab}
        title={texts.nowhere.title}
        picture={<Scene ground="apart" link="open" tone="wait" badge="question" faint="browser" />}
        lead={texts.nowhere.lead}
      >
        <p className="small-print">{texts.nowhere.front({ href: "/" })}</p>
      </Sheet>
    </Frame>
  );
}
