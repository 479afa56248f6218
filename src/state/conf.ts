/** The one place that loads `conf`, so that everything before the session's snapshot starts without it. */
export { default as Conf } from 'conf';
