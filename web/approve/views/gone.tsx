import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

interface Props {
  readonly approved: boolean;
  readonly over: boolean;
  readonly onRetry: () => void;
}

/** Tells the person that no command line waits for this login at the moment. */
export function GoneView({ approved, over, onRetry }: Props) {
  const picture = <Scene ground="shared" link="open" tone="wait" badge="alert" faint="terminal" />;
  if (approved)
    return (
      <Sheet
        tab="Command line gone"
        title="You approved it, but the command line has gone"
        picture={picture}
        lead={
          over
            ? "It ended before it fetched its token, so your yes opened nothing. Start the login again in your terminal. You can close this page."
            : "It has not fetched its token, so your yes has opened nothing so far. If it comes back before this login expires, it still can, and this page says so. If you ended it, start the login again in your terminal."
        }
      />
    );
  return (
    <Sheet
      tab="Command line gone"
      title="The command line has gone"
      picture={picture}
      lead="Nothing in a terminal waits for this login at the moment, so it can't be approved. Nothing was approved."
      actions={
        <Button kind="plain" onPress={onRetry}>
          Look again
        </Button>
      }
    >
      <div className="prose">
        <section>
          <h2>Did you end it, or close its terminal?</h2>
          <p>Then close this page. To log in after all, start again in your terminal.</p>
        </section>
        <section>
          <h2>Does it still wait?</h2>
          <p>
            After a sleep of this computer, or while the network is away, it can't reach the server. As soon as it can,
            this page goes on by itself.
          </p>
        </section>
      </div>
    </Sheet>
  );
}
