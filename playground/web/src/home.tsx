// The app's Home tab: a view whose buttons and menus act at once.
import { useRef, useState } from "react";
import { api } from "./api";
import { Blocks } from "./blocks";
import type { Base } from "./messages";
import { collect } from "./state";
import { SurfaceContext } from "./surface";
import type { StateValues, View } from "./types";

export function Home({ view, me, base, toast }: { view: View | null; me: string; base: Base; toast: (sentence: string) => void }) {
  const [values, setValues] = useState<StateValues>({});
  const newest = useRef(values);
  newest.current = values;
  if (!view) return <div className="scroll" data-testid="home"><p className="empty">{base.say("homeEmpty")}</p></div>;
  return (
    <div className="scroll" tabIndex={0} data-testid="home" data-view-id={view.id}>
      <div className="home">
        <SurfaceContext.Provider
          value={{
            ...base,
            busy: false,
            held: (block_id, action_id) => values[block_id]?.[action_id],
            hold: (block_id, action_id, state) => {
              newest.current = { ...newest.current, [block_id]: { ...newest.current[block_id], [action_id]: state } };
              setValues(newest.current);
            },
            act: (action) =>
              void api.act(me, { type: "view", view_id: view.id }, action, collect(view.blocks, newest.current, "")).then((answer) => {
                if (!answer.ok) toast(answer.error || base.say("network"));
              }),
          }}
        >
          <Blocks blocks={view.blocks} />
        </SurfaceContext.Provider>
      </div>
    </div>
  );
}
