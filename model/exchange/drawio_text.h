#pragma once
#include <QString>

/// The labels of draw.io, which are HTML where the style of a cell says `html=1`.
namespace faultline::exchange {

/// What a label says: tags taken out, with line breaks where blocks and <br> make them, entities (named ones as people type them, all
/// numbers) as their characters. Labels that are no HTML stay as they are.
QString drawioWords(const QString& label, const QString& style);

/// The picture a cell is drawn with, in words: "elastic load balancing" of `resIcon=mxgraph.aws4.elastic_load_balancing`; empty: it is
/// drawn as a plain outline.
QString drawioStencil(const QString& style);

/// The value of one key of a style; empty: not there.
QString drawioEntry(const QString& style, const char* key);

}  // namespace faultline::exchange
