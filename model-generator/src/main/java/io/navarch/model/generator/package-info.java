/** Build time only: turns the schema and kind data into typed views and compact tables. Runs inside the build. */
package io.navarch.model.generator;
