import { route } from "@react-router/dev/routes";

export default [route("slow", "routes/slow.js")];
