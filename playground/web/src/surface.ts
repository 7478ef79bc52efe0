// What a block needs to know of the place it is drawn in: a message, the Home or a modal.
import { createContext, useContext } from "react";
import type { Action, Channel, Element, ElementState, FileOf, Lang, Person } from "./types";
import type { Say } from "./words";

export type Surface = {
  lang: Lang;
  say: Say;
  people: Person[];
  channels: Channel[];
  files: FileOf[];
  /** The conversation this person is looking at: default_to_current_conversation. */
  current: string;
  /** Sends a click or a choice to the app. */
  act: (action: Action) => void;
  /** What an element holds now; undefined before anyone touched it. */
  held: (block_id: string, action_id: string) => ElementState | undefined;
  hold: (block_id: string, action_id: string, state: ElementState) => void;
  /** True where a choice is sent only with the form (inputs without dispatch_action). */
  busy: boolean;
};

export const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === null) throw new Error("a block was drawn outside of a surface");
  return surface;
}

/** Ids that Slack would have generated: the server fills them in, this is for mocks that do not. */
export function idsOf(block: Element, index: number): { block_id: string } {
  return { block_id: block.block_id ?? `block-${index}` };
}
