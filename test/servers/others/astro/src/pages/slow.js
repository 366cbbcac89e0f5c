import { slow } from "../../../slow.js";

export const GET = async () => new Response(await slow());
