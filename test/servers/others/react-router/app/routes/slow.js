import { slow } from "../../../slow.js";

/** A route without a page: it answers itself. */
export const loader = async () => new Response(await slow());
