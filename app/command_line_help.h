#pragma once
#include <QString>

/// What `--help` prints, of the program and of each of its commands. Help is read on terminals of 80 columns; every line is written
/// out so that it looks as meant.
namespace faultline::app {

QString mainHelp();
QString runHelp();
QString sweepHelp();
QString exportHelp();
QString layoutHelp();
QString kindsHelp();
QString schemaHelp();
QString validateHelp();

}  // namespace faultline::app
