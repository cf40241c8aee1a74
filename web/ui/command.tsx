import { setUpTexts } from "../texts/set-up.tsx";
import { CopyButton } from "./copy-button.tsx";

/** Shows a command to type in the terminal, ready to be copied. */
export function Command({ text }: { text: string }) {
  return (
    <div className="command">
      <code>{text}</code>
      <CopyButton text={text} what={setUpTexts.copy.command({ command: text })} />
    </div>
  );
}
