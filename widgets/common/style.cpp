#include "widgets/common/style.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/style_paint.h"
#include "widgets/common/theme.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDockWidget>
#include <QFrame>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace faultline::widgets {

namespace {

constexpr int styleControl = 28;
constexpr int styleMenuIcon = 16;
constexpr int styleMenuGutter = 30;

// The height of a control that the caller did not ask to be smaller.
QSize styleAtLeast(QSize size, int height) {
    return {size.width(), std::max(size.height(), height)};
}

}  // namespace

void setButtonRole(QWidget* button, ButtonRole role) {
    button->setProperty("faultlineRole", static_cast<int>(role));
    button->update();
}

Style::Style() : QProxyStyle(QStringLiteral("Fusion")) {}

void Style::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QLineEdit*>(widget) != nullptr || qobject_cast<QTabBar*>(widget) != nullptr ||
        qobject_cast<QHeaderView*>(widget) != nullptr || qobject_cast<QAbstractButton*>(widget) != nullptr) {
        widget->setAttribute(Qt::WA_Hover);
    }
    if (auto* view = qobject_cast<QAbstractItemView*>(widget)) {
        view->viewport()->setAttribute(Qt::WA_Hover);
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
        case PM_LayoutLeftMargin:
        case PM_LayoutRightMargin:
        case PM_LayoutTopMargin:
        case PM_LayoutBottomMargin:
            return 12;
        case PM_LayoutHorizontalSpacing:
        case PM_LayoutVerticalSpacing:
            return 8;
        case PM_ButtonMargin:
            return 24;
        case PM_ButtonShiftHorizontal:
        case PM_ButtonShiftVertical:
        case PM_ButtonDefaultIndicator:
        case PM_ToolBarFrameWidth:
        case PM_DockWidgetFrameWidth:
        case PM_MenuBarPanelWidth:
        case PM_TabBarTabShiftVertical:
        case PM_TabBarTabShiftHorizontal:
        case PM_TabBarTabOverlap:
        case PM_TabBarBaseOverlap:
        case PM_TabBarBaseHeight:
        case PM_MenuTearoffHeight:
        case PM_ScrollView_ScrollBarOverlap:
        case PM_ScrollView_ScrollBarSpacing:
            return 0;
        case PM_DefaultFrameWidth:
            return qobject_cast<const QMenu*>(widget) != nullptr          ? 1
                   : QProxyStyle::pixelMetric(metric, option, widget) > 0 ? 1
                                                                          : 0;
        case PM_SpinBoxFrameWidth:
        case PM_ComboBoxFrameWidth:
        case PM_MenuPanelWidth:
            return 1;
        case PM_MenuHMargin:
        case PM_MenuVMargin:
        case PM_ToolBarItemSpacing:
            return 4;
        case PM_ToolBarItemMargin:
            return 6;
        case PM_MenuBarItemSpacing:
        case PM_MenuBarHMargin:
        case PM_MenuBarVMargin:
            return 2;
        case PM_SmallIconSize:
        case PM_ButtonIconSize:
        case PM_ListViewIconSize:
        case PM_TabBarIconSize:
            return 16;
        case PM_ToolBarIconSize:
            return 18;
        case PM_MessageBoxIconSize:
            return 32;
        case PM_ScrollBarExtent:
            return 10;
        case PM_ScrollBarSliderMin:
            return 32;
        case PM_SplitterWidth:
        case PM_DockWidgetSeparatorExtent:
            return 5;
        case PM_DockWidgetTitleMargin:
            return 6;
        case PM_DockWidgetTitleBarButtonMargin:
            return 3;
        case PM_IndicatorWidth:
        case PM_IndicatorHeight:
        case PM_ExclusiveIndicatorWidth:
        case PM_ExclusiveIndicatorHeight:
            return 16;
        case PM_CheckBoxLabelSpacing:
        case PM_RadioButtonLabelSpacing:
            return 8;
        case PM_TabBarTabHSpace:
            return 28;
        case PM_TabBarTabVSpace:
            return 12;
        case PM_TabCloseIndicatorWidth:
        case PM_TabCloseIndicatorHeight:
            return 16;
        case PM_HeaderMargin:
            return 8;
        case PM_HeaderMarkSize:
            return 12;
        case PM_HeaderGripMargin:
            return 4;
        case PM_SliderThickness:
        case PM_SliderControlThickness:
        case PM_SliderLength:
            return 18;
        case PM_SliderTickmarkOffset:
            return 2;
        case PM_ToolTipLabelFrameWidth:
            return 7;
        case PM_ToolBarSeparatorExtent:
            return 9;
        case PM_ToolBarHandleExtent:
            return 10;
        case PM_ToolBarExtensionExtent:
            return 20;
        case PM_TreeViewIndentation:
            return 16;
        case PM_FocusFrameHMargin:
            return 7;  // the text of a cell begins one pixel further, below that of its header
        case PM_FocusFrameVMargin:
            return 4;
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const {
    switch (hint) {
        case SH_EtchDisabledText:
        case SH_DitherDisabledText:
        case SH_ComboBox_Popup:
        case SH_DialogButtonBox_ButtonsHaveIcons:
        case SH_MainWindow_SpaceBelowMenuBar:
        case SH_ScrollBar_Transient:
        case SH_ScrollView_FrameOnlyAroundContents:
        case SH_DockWidget_ButtonsHaveFrame:
        case SH_UnderlineShortcut:
        case SH_Menu_SloppySubMenus:
            return hint == SH_Menu_SloppySubMenus ? 1 : 0;
        case SH_ItemView_ShowDecorationSelected:
        case SH_ItemView_MovementWithoutUpdatingSelection:
        case SH_Menu_MouseTracking:
        case SH_MenuBar_MouseTracking:
        case SH_ComboBox_ListMouseTracking:
            return 1;
        case SH_TabBar_Alignment:
            return Qt::AlignLeft;
        case SH_TabBar_PreferNoArrows:
            return 1;
        case SH_Slider_AbsoluteSetButtons:
            return Qt::LeftButton;
        case SH_Slider_PageSetButtons:
            return Qt::MiddleButton;
        case SH_ToolTip_WakeUpDelay:
            return 450;
        case SH_FormLayoutLabelAlignment:
            return int(Qt::AlignLeft | Qt::AlignVCenter);
        case SH_FormLayoutFormAlignment:
            return int(Qt::AlignLeft | Qt::AlignTop);
        case SH_FormLayoutFieldGrowthPolicy:
            return 2;  // QFormLayout::AllNonFixedFieldsGrow
        case SH_Header_ArrowAlignment:
            return int(Qt::AlignRight | Qt::AlignVCenter);
        case SH_Table_GridLineColor:
            return int(theme().border.rgb());
        case SH_Menu_Mask:
        case SH_ToolTip_Mask:
            // A mask works with and without a compositor; a translucent window is black in its corners without one.
            if (auto* mask = qstyleoption_cast<QStyleHintReturnMask*>(data); mask != nullptr && option != nullptr) {
                QPainterPath path;
                path.addRoundedRect(option->rect, 6, 6);
                mask->region = QRegion(path.toFillPolygon().toPolygon());
                return 1;
            }
            return 0;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const {
    switch (type) {
        case CT_PushButton: {
            const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
            const bool textless = button != nullptr && button->text.isEmpty();
            const int width =
                size.width() + (textless ? 12 : 24) + (button != nullptr && !button->icon.isNull() && !textless ? 4 : 0);
            return {std::max(width, textless ? styleControl : 64), std::max(styleControl, size.height() + 8)};
        }
        case CT_ToolButton: {
            const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
            if (button == nullptr) {
                break;
            }
            const bool text = button->toolButtonStyle != Qt::ToolButtonIconOnly && !button->text.isEmpty();
            const bool under = button->toolButtonStyle == Qt::ToolButtonTextUnderIcon;
            int width = text && !under ? size.width() + 16 : std::max(size.width() + 8, styleControl);
            if (button->features.testFlag(QStyleOptionToolButton::MenuButtonPopup)) {
                width += 14;
            }
            return {width, std::max(size.height() + (under ? 8 : 4), styleControl)};
        }
        case CT_LineEdit:
            return styleAtLeast(size + QSize(12, 8), widget != nullptr && widget->parent() != nullptr &&
                                                             (qobject_cast<QAbstractSpinBox*>(widget->parent()) != nullptr ||
                                                              qobject_cast<QComboBox*>(widget->parent()) != nullptr)
                                                         ? 0
                                                         : styleControl);
        case CT_ComboBox:
            return {size.width() + 8 + 26, styleControl};
        case CT_SpinBox:
            return {size.width() + 16 + 20, styleControl};
        case CT_MenuItem: {
            const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            if (item == nullptr) {
                break;
            }
            if (item->menuItemType == QStyleOptionMenuItem::Separator) {
                return {size.width(), 9};
            }
            int width = styleMenuGutter + item->fontMetrics.horizontalAdvance(item->text.section(u'\t', 0, 0)) + 28;
            if (item->text.contains(u'\t')) {
                width += item->fontMetrics.horizontalAdvance(item->text.section(u'\t', 1)) + 24;
            }
            return {std::max(width, 160), styleControl};
        }
        case CT_MenuBarItem:
            return {size.width() + 20, 28};
        case CT_TabBarTab:
            return {size.width(), std::max(size.height(), 32)};   // as high as the title of a dock, in which tabs may stand
        case CT_HeaderSection: {
            const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
            return styleAtLeast(base, 28);
        }
        case CT_ItemViewItem:
            return styleAtLeast(QProxyStyle::sizeFromContents(type, option, size, widget), styleControl);
        case CT_CheckBox:
        case CT_RadioButton:
            return styleAtLeast(QProxyStyle::sizeFromContents(type, option, size, widget), 24);
        case CT_ProgressBar:
            return {size.width(), std::max(12, size.height())};
        default:
            break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub,
                            const QWidget* widget) const {
    const QRect r = option->rect;
    const auto visual = [&](const QRect& rect) { return visualRect(option->direction, r, rect); };
    switch (control) {
        case CC_ComboBox:
            switch (sub) {
                case SC_ComboBoxFrame:
                    return r;
                case SC_ComboBoxArrow:
                    return visual(QRect(r.right() - 25, r.top(), 24, r.height()));
                case SC_ComboBoxEditField:
                    return visual(r.adjusted(8, 1, -26, -1));
                case SC_ComboBoxListBoxPopup:
                    return r;
                default:
                    break;
            }
            break;
        case CC_SpinBox: {
            const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
            const bool buttons = spin == nullptr || spin->buttonSymbols != QAbstractSpinBox::NoButtons;
            const int half = (r.height() - 4) / 2;
            switch (sub) {
                case SC_SpinBoxFrame:
                    return r;
                case SC_SpinBoxUp:
                    return buttons ? visual(QRect(r.right() - 19, r.top() + 2, 18, half)) : QRect();
                case SC_SpinBoxDown:
                    return buttons ? visual(QRect(r.right() - 19, r.bottom() - 1 - half, 18, half)) : QRect();
                case SC_SpinBoxEditField:
                    return visual(r.adjusted(6, 1, buttons ? -21 : -6, -1));
                default:
                    break;
            }
            break;
        }
        case CC_ScrollBar: {
            const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
            if (bar == nullptr) {
                break;
            }
            const bool horizontal = bar->orientation == Qt::Horizontal;
            const int length = horizontal ? r.width() : r.height();
            const int range = bar->maximum - bar->minimum;
            int slider = length;
            if (range > 0) {
                slider = int(qint64(bar->pageStep) * length / (qint64(range) + bar->pageStep));
                slider = std::clamp(slider, std::min(32, length), length);
            }
            const int start =
                sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
            const auto along = [&](int from, int size) {
                return visual(horizontal ? QRect(r.left() + from, r.top(), size, r.height())
                                         : QRect(r.left(), r.top() + from, r.width(), size));
            };
            switch (sub) {
                case SC_ScrollBarAddLine:
                case SC_ScrollBarSubLine:
                    return {};
                case SC_ScrollBarSubPage:
                    return along(0, start);
                case SC_ScrollBarAddPage:
                    return along(start + slider, length - start - slider);
                case SC_ScrollBarGroove:
                    return r;
                case SC_ScrollBarSlider:
                    return along(start, slider);
                default:
                    break;
            }
            break;
        }
        case CC_GroupBox: {
            const auto* box = qstyleoption_cast<const QStyleOptionGroupBox*>(option);
            if (box == nullptr) {
                break;
            }
            const int title = box->text.isEmpty() && !box->subControls.testFlag(SC_GroupBoxCheckBox) ? 0 : 24;
            const bool check = box->subControls.testFlag(SC_GroupBoxCheckBox);
            switch (sub) {
                case SC_GroupBoxFrame:
                    return r.adjusted(0, title, 0, 0);
                case SC_GroupBoxContents:
                    return r.adjusted(0, title, 0, 0);
                case SC_GroupBoxCheckBox:
                    return visual(QRect(r.left(), r.top() + 4, 16, 16));
                case SC_GroupBoxLabel:
                    return visual(QRect(r.left() + (check ? 24 : 0), r.top(), r.width() - (check ? 24 : 0), 24));
                default:
                    break;
            }
            break;
        }
        default:
            break;
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
    switch (element) {
        case SE_LineEditContents: {
            const bool inside = widget != nullptr && (qobject_cast<QAbstractSpinBox*>(widget->parent()) != nullptr ||
                                                      qobject_cast<QComboBox*>(widget->parent()) != nullptr);
            return inside ? option->rect : option->rect.adjusted(6, 1, -6, -1);
        }
        case SE_PushButtonContents:
            return option->rect.adjusted(6, 0, -6, 0);
        case SE_ProgressBarContents:
        case SE_ProgressBarGroove:
            return option->rect;
        case SE_ProgressBarLabel:
            return {};
        default:
            return QProxyStyle::subElementRect(element, option, widget);
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const Theme& t = theme();
    QPainter& p = *painter;
    const bool enabled = option->state.testFlag(State_Enabled);
    switch (element) {
        case PE_PanelButtonCommand:
            paint::pushButton(*option, p, widget);
            return;
        case PE_FrameDefaultButton:
            return;
        case PE_PanelButtonTool:
        case PE_PanelButtonBevel:
        case PE_IndicatorButtonDropDown:
            paint::toolButton(*option, p, widget);
            return;
        case PE_FrameButtonTool:
        case PE_FrameButtonBevel:
        case PE_FrameStatusBarItem:
        case PE_FrameDockWidget:
        case PE_FrameTabBarBase:
        case PE_FrameGroupBox:
            return;
        case PE_PanelLineEdit: {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            if (frame != nullptr && frame->lineWidth > 0) {
                paint::field(*option, p, option->state.testFlag(State_HasFocus));
            }
            return;
        }
        case PE_FrameLineEdit:
            return;
        case PE_Frame: {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            if (frame == nullptr || frame->lineWidth > 0) {
                const bool ring = paint::showsFocus(*option) && qobject_cast<const QAbstractItemView*>(widget) != nullptr;
                paint::roundedRect(p, option->rect, 4, {}, ring ? t.focusRing : t.border);
            }
            return;
        }
        case PE_FrameWindow:
            paint::roundedRect(p, option->rect, 0, {}, t.borderStrong);
            return;
        case PE_FrameTabWidget:
            paint::hairline(p, option->rect, Qt::TopEdge);
            return;
        case PE_FrameMenu:
        case PE_PanelMenu:
            if (element == PE_PanelMenu) {
                p.fillRect(option->rect, t.raised);
            }
            paint::roundedRect(p, option->rect, 6, {}, t.borderStrong);
            return;
        case PE_PanelTipLabel:
            p.fillRect(option->rect, t.raised);
            paint::roundedRect(p, option->rect, 6, {}, t.borderStrong);
            return;
        case PE_FrameFocusRect:
            // Item views tell where the current row is; everything else draws its ring as part of itself.
            if (qobject_cast<const QAbstractItemView*>(widget) != nullptr && option->state.testFlag(State_KeyboardFocusChange)) {
                paint::roundedRect(p, option->rect, 4, {}, t.focusRing, 1.5);
            } else if (qobject_cast<const QToolButton*>(widget) != nullptr) {
                // One that is flat until the mouse is over it has no panel that would show it.
                if (option->state.testFlag(State_KeyboardFocusChange)) paint::roundedRect(p, widget->rect(), paint::controlRadius, {}, t.focusRing, 2);
            } else if (widget != nullptr && qobject_cast<const QAbstractButton*>(widget) == nullptr) {
                paint::roundedRect(p, option->rect, 4, {}, t.focusRing, 1.5);
            }
            return;
        case PE_IndicatorCheckBox:
        case PE_IndicatorItemViewItemCheck:
            paint::checkBox(*option, p);
            return;
        case PE_IndicatorRadioButton:
            paint::radioButton(*option, p);
            return;
        case PE_IndicatorBranch:
            if (option->state.testFlag(State_Children)) {
                paint::chevron(
                    *option, p,
                    option->state.testFlag(State_Open) ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                    t.muted);
            }
            return;
        case PE_IndicatorArrowDown:
            paint::chevron(*option, p, QStringLiteral("chevron-down"), enabled ? t.muted : t.disabled);
            return;
        case PE_IndicatorArrowUp:
            paint::chevron(*option, p, QStringLiteral("chevron-up"), enabled ? t.muted : t.disabled);
            return;
        case PE_IndicatorArrowLeft:
            paint::chevron(*option, p, QStringLiteral("chevron-left"), enabled ? t.muted : t.disabled);
            return;
        case PE_IndicatorArrowRight:
            paint::chevron(*option, p, QStringLiteral("chevron-right"), enabled ? t.muted : t.disabled);
            return;
        case PE_IndicatorHeaderArrow: {
            const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
            const bool up = header != nullptr && header->sortIndicator == QStyleOptionHeader::SortUp;
            paint::chevron(*option, p, up ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"), t.muted);
            return;
        }
        case PE_IndicatorTabClose:
            if (option->state.testFlag(State_MouseOver)) {
                paint::roundedRect(p, option->rect, 4, t.pressed);
            }
            drawIcon(p, QRectF(option->rect).adjusted(2, 2, -2, -2), QStringLiteral("close"), t.muted);
            return;
        case PE_IndicatorToolBarSeparator:
        case PE_IndicatorDockWidgetResizeHandle: {
            const bool upright = option->state.testFlag(State_Horizontal);
            // Tool bars call "horizontal" what the bar is; docks what the handle separates.
            const QRect r = option->rect;
            const bool line = element == PE_IndicatorToolBarSeparator ? upright : !upright;
            const bool hover = element == PE_IndicatorDockWidgetResizeHandle && option->state.testFlag(State_MouseOver);
            const int inset = element == PE_IndicatorToolBarSeparator ? 6 : 0;
            if (line) {
                p.fillRect(QRect(r.center().x(), r.top() + inset, hover ? 2 : 1, r.height() - 2 * inset),
                           hover ? t.accent : t.border);
            } else {
                p.fillRect(QRect(r.left() + inset, r.center().y(), r.width() - 2 * inset, hover ? 2 : 1),
                           hover ? t.accent : t.border);
            }
            return;
        }
        case PE_IndicatorToolBarHandle:
            paint::chevron(*option, p, QStringLiteral("drag-handle"), t.borderStrong);
            return;
        case PE_IndicatorItemViewItemDrop:
            if (!option->rect.isNull()) {
                paint::roundedRect(p,
                                   option->rect.height() > 2 ? QRectF(option->rect) : QRectF(option->rect).adjusted(0, -1, 0, 1),
                                   2, {}, t.accent, 2);
            }
            return;
        case PE_PanelItemViewRow:
            return;
        case PE_PanelItemViewItem:
            if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
                item != nullptr && item->backgroundBrush.style() != Qt::NoBrush) {
                p.fillRect(option->rect, item->backgroundBrush);
            }
            paint::itemRow(*option, p);
            return;
        case PE_PanelMenuBar:
        case PE_PanelStatusBar:
            p.fillRect(option->rect, t.background);
            paint::hairline(p, option->rect, element == PE_PanelMenuBar ? Qt::BottomEdge : Qt::TopEdge);
            return;
        case PE_PanelScrollAreaCorner:
            p.fillRect(option->rect, option->palette.color(QPalette::Base));
            return;
        default:
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const Theme& t = theme();
    QPainter& p = *painter;
    switch (element) {
        case CE_ComboBoxLabel:
            if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
                drawComboLabel(*box, painter, widget);
                return;
            }
            break;
        case CE_PushButtonLabel:
            if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
                drawPushButtonLabel(*button, painter, widget);
                return;
            }
            break;
        case CE_MenuItem:
            if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
                drawMenuItem(*item, painter, widget);
                return;
            }
            break;
        case CE_MenuEmptyArea:
            return;
        case CE_MenuBarEmptyArea:
            p.fillRect(option->rect, t.background);
            paint::hairline(p, option->rect, Qt::BottomEdge);
            return;
        case CE_MenuBarItem:
            if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
                p.fillRect(option->rect, t.background);
                const bool on = option->state.testFlag(State_Selected) || option->state.testFlag(State_Sunken);
                if (on) {
                    paint::roundedRect(p, QRectF(option->rect).adjusted(0, 2, 0, -2), paint::controlRadius,
                                       t.dark ? t.hover : t.pressed);
                }
                p.setPen(option->state.testFlag(State_Enabled) ? t.text : t.disabled);
                p.drawText(option->rect, Qt::AlignCenter | Qt::TextHideMnemonic, item->text);
                return;
            }
            break;
        case CE_TabBarTabShape:
            if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
                paint::tabShape(*tab, p);
                return;
            }
            break;
        case CE_TabBarTabLabel:
            if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
                drawTabLabel(*tab, painter, widget);
                return;
            }
            break;
        case CE_HeaderSection:
            p.fillRect(option->rect, t.background);
            paint::hairline(p, option->rect, Qt::BottomEdge);
            return;
        case CE_HeaderEmptyArea:
            p.fillRect(option->rect, t.background);
            paint::hairline(p, option->rect, Qt::BottomEdge);
            return;
        case CE_HeaderLabel:
            if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
                drawHeader(*header, painter, widget);
                return;
            }
            break;
        case CE_Splitter: {
            const QRect r = option->rect;
            const bool hover = option->state.testFlag(State_MouseOver) && option->state.testFlag(State_Enabled);
            if (option->state.testFlag(State_Horizontal)) {
                p.fillRect(QRect(r.center().x(), r.top(), hover ? 2 : 1, r.height()), hover ? t.accent : t.border);
            } else {
                p.fillRect(QRect(r.left(), r.center().y(), r.width(), hover ? 2 : 1), hover ? t.accent : t.border);
            }
            return;
        }
        case CE_ToolBar:
            p.fillRect(option->rect, t.background);
            if (const auto* bar = qstyleoption_cast<const QStyleOptionToolBar*>(option)) {
                switch (bar->toolBarArea) {
                    case Qt::LeftToolBarArea:
                        paint::hairline(p, option->rect, Qt::RightEdge);
                        break;
                    case Qt::RightToolBarArea:
                        paint::hairline(p, option->rect, Qt::LeftEdge);
                        break;
                    case Qt::BottomToolBarArea:
                        paint::hairline(p, option->rect, Qt::TopEdge);
                        break;
                    default:
                        paint::hairline(p, option->rect, Qt::BottomEdge);
                }
            }
            return;
        case CE_DockWidgetTitle:
            if (const auto* dock = qstyleoption_cast<const QStyleOptionDockWidget*>(option)) {
                p.fillRect(option->rect, t.background);
                paint::hairline(p, option->rect, Qt::BottomEdge);
                p.setFont(strongFont());
                p.setPen(t.text);
                const QRect room = subElementRect(SE_DockWidgetTitleBarText, option, widget).adjusted(6, 0, 0, 0);
                const QString title = p.fontMetrics().elidedText(dock->title, Qt::ElideRight, room.width());
                p.drawText(room, int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic), title);
                return;
            }
            break;
        case CE_ShapedFrame:
            if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option)) {
                const QRect r = option->rect;
                if (frame->frameShape == QFrame::HLine) {
                    p.fillRect(QRect(r.left(), r.center().y(), r.width(), 1), t.border);
                    return;
                }
                if (frame->frameShape == QFrame::VLine) {
                    p.fillRect(QRect(r.center().x(), r.top(), 1, r.height()), t.border);
                    return;
                }
            }
            break;
        case CE_RubberBand:
            p.fillRect(option->rect, t.selectionFill);
            paint::roundedRect(p, option->rect, 2, {}, t.selection);
            return;
        case CE_SizeGrip:
            return;
        case CE_ProgressBarGroove:
            return;
        case CE_ProgressBarContents:
            paint::progress(*option, p);
            return;
        case CE_ProgressBarLabel:
            return;
        case CE_FocusFrame:
            paint::roundedRect(p, option->rect, 8, {}, t.focusRing, 2);
            return;
        case CE_ItemViewItem:
            drawItem(option, painter, widget);
            return;
        case CE_ToolButtonLabel:
            if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option)) {
                QStyleOptionToolButton copy = *button;
                const bool on = option->state.testFlag(State_On);
                copy.palette.setColor(QPalette::ButtonText, !option->state.testFlag(State_Enabled) ? t.disabled
                                                            : on                                   ? t.onAccentSoft
                                                                                                   : t.text);
                copy.state.setFlag(State_Sunken, false);
                QProxyStyle::drawControl(element, &copy, painter, widget);
                return;
            }
            break;
        default:
            break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const {
    switch (control) {
        case CC_ComboBox:
            if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
                paint::comboBox(*box, *painter, subControlRect(control, option, SC_ComboBoxArrow, widget));
                return;
            }
            break;
        case CC_SpinBox:
            if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option)) {
                paint::spinBox(*spin, *painter, subControlRect(control, option, SC_SpinBoxUp, widget),
                               subControlRect(control, option, SC_SpinBoxDown, widget));
                return;
            }
            break;
        case CC_Slider:
            if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
                paint::slider(*slider, *painter, subControlRect(control, option, SC_SliderGroove, widget),
                              subControlRect(control, option, SC_SliderHandle, widget));
                return;
            }
            break;
        case CC_ScrollBar:
            if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
                paint::scrollBar(*bar, *painter, subControlRect(control, option, SC_ScrollBarSlider, widget));
                return;
            }
            break;
        case CC_GroupBox:
            if (const auto* box = qstyleoption_cast<const QStyleOptionGroupBox*>(option)) {
                if (box->subControls.testFlag(SC_GroupBoxCheckBox)) {
                    QStyleOption check(*option);
                    check.rect = subControlRect(control, option, SC_GroupBoxCheckBox, widget);
                    paint::checkBox(check, *painter);
                }
                painter->setFont(strongFont());
                painter->setPen(option->state.testFlag(State_Enabled) ? theme().text : theme().disabled);
                painter->drawText(subControlRect(control, option, SC_GroupBoxLabel, widget),
                                  int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic), box->text);
                return;
            }
            break;
        default:
            break;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void Style::drawItem(const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    if (item == nullptr) {
        return;
    }
    // A selected row is tinted, not filled, so its text keeps the colour it has.
    QStyleOptionViewItem copy = *item;
    copy.palette.setColor(QPalette::HighlightedText, copy.palette.color(QPalette::Text));
    copy.showDecorationSelected = true;
    QProxyStyle::drawControl(CE_ItemViewItem, &copy, painter, widget);
}

void Style::drawPushButtonLabel(const QStyleOptionButton& button, QPainter* painter, const QWidget* widget) const {
    const QColor color = paint::pushButtonText(button, widget);
    QRect room = button.rect;
    const bool menu = button.features.testFlag(QStyleOptionButton::HasMenu);
    if (menu) {
        room.setRight(room.right() - 14);
        drawIcon(*painter, QRectF(room.right() - 2, QRectF(room).center().y() - 7, 14, 14), QStringLiteral("chevron-down"),
                 color);
    }
    const QFont font = painter->font();
    const int textWidth = button.fontMetrics.size(Qt::TextShowMnemonic, button.text).width();
    int left = room.left() + (room.width() - textWidth) / 2;
    if (!button.icon.isNull()) {
        const int side = button.iconSize.isValid() ? button.iconSize.height() : 16;
        const int gap = button.text.isEmpty() ? 0 : 6;
        left = room.left() + (room.width() - textWidth - side - gap) / 2;
        const QIcon::Mode mode = button.state.testFlag(State_Enabled) ? QIcon::Normal : QIcon::Disabled;
        const QIcon::State state = button.state.testFlag(State_On) ? QIcon::On : QIcon::Off;
        button.icon.paint(painter, QRect(left, room.top() + (room.height() - side) / 2, side, side), Qt::AlignCenter, mode,
                          state);
        left += side + gap;
    }
    painter->setPen(color);
    painter->setFont(font);
    painter->drawText(QRect(left, room.top(), textWidth + 2, room.height()),
                      int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextHideMnemonic), button.text);
}

void Style::drawComboLabel(const QStyleOptionComboBox& box, QPainter* painter, const QWidget* widget) const {
    QRect room = subControlRect(CC_ComboBox, &box, SC_ComboBoxEditField, widget);
    const bool enabled = box.state.testFlag(State_Enabled);
    if (!box.currentIcon.isNull()) {
        const QSize side = box.iconSize;
        box.currentIcon.paint(painter, QRect(room.left(), room.center().y() + 1 - side.height() / 2, side.width(), side.height()),
                              Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        room.setLeft(room.left() + side.width() + 6);
    }
    if (box.editable || box.currentText.isEmpty()) return;
    painter->setPen(enabled ? theme().text : theme().disabled);
    painter->drawText(room, int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
                      painter->fontMetrics().elidedText(box.currentText, Qt::ElideRight, room.width()));
}

void Style::drawMenuItem(const QStyleOptionMenuItem& item, QPainter* painter, const QWidget* widget) const {
    const Theme& t = theme();
    const QRect r = item.rect;
    if (item.menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(QRect(r.left() + 4, r.center().y(), r.width() - 8, 1), t.border);
        return;
    }
    const bool enabled = item.state.testFlag(State_Enabled);
    if (enabled && item.state.testFlag(State_Selected)) {
        paint::roundedRect(*painter, QRectF(r), 4, t.dark ? t.pressed : t.hover);
    }
    const QRect iconRect(r.left() + 7, r.top() + (r.height() - styleMenuIcon) / 2, styleMenuIcon, styleMenuIcon);
    if (item.checkType != QStyleOptionMenuItem::NotCheckable) {
        if (item.checked) {
            drawIcon(*painter, iconRect, QStringLiteral("check"), enabled ? t.accent : t.disabled);
        }
    } else if (!item.icon.isNull()) {
        item.icon.paint(painter, iconRect, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter->setFont(item.font);
    painter->setPen(enabled ? t.text : t.disabled);
    const QRect room = r.adjusted(styleMenuGutter, 0, -10, 0);
    const int flags = int(Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextHideMnemonic);
    painter->drawText(room, flags | Qt::AlignLeft, item.text.section(u'\t', 0, 0));
    if (item.menuItemType == QStyleOptionMenuItem::SubMenu) {
        drawIcon(*painter, QRectF(r.right() - 20, QRectF(r).center().y() - 7, 14, 14), QStringLiteral("chevron-right"), t.muted);
    } else if (item.text.contains(u'\t')) {
        painter->setPen(enabled ? t.muted : t.disabled);
        painter->drawText(room, flags | Qt::AlignRight, item.text.section(u'\t', 1));
    }
    Q_UNUSED(widget);
}

void Style::drawHeader(const QStyleOptionHeader& header, QPainter* painter, const QWidget*) const {
    const Theme& t = theme();
    painter->setFont(smallStrongFont());
    painter->setPen(t.muted);
    QRect room = header.rect;
    if (header.sortIndicator != QStyleOptionHeader::None) {
        room.setRight(room.right() - 14);
    }
    const QString text = painter->fontMetrics().elidedText(header.text, Qt::ElideRight, room.width());
    painter->drawText(room, int(header.textAlignment | Qt::AlignVCenter), text);
}

void Style::drawTabLabel(const QStyleOptionTab& tab, QPainter* painter, const QWidget* widget) const {
    const Theme& t = theme();
    const bool selected = tab.state.testFlag(State_Selected);
    const bool enabled = tab.state.testFlag(State_Enabled);
    const QRect room = subElementRect(SE_TabBarTabText, &tab, widget);
    QRect text = room;
    if (!tab.icon.isNull()) {
        const int side = tab.iconSize.isValid() ? tab.iconSize.height() : 16;
        tab.icon.paint(painter, QRect(room.left() - side - 4, room.center().y() + 1 - side / 2, side, side), Qt::AlignCenter,
                       enabled ? QIcon::Normal : QIcon::Disabled);
        text.setLeft(room.left() + 2);  // the room for text begins behind the icon
    }
    // One weight for both states: a bold tab would push the others aside.
    painter->setFont(uiFont(13, QFont::Medium));
    painter->setPen(!enabled ? t.disabled : selected ? t.text : t.muted);
    painter->drawText(text, int((tab.icon.isNull() ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextHideMnemonic),
                      painter->fontMetrics().elidedText(tab.text, Qt::ElideRight, text.width() + 2));
}

QIcon Style::standardIcon(StandardPixmap standard, const QStyleOption* option, const QWidget* widget) const {
    const Theme& t = theme();
    switch (standard) {
        case SP_TitleBarCloseButton:
        case SP_DockWidgetCloseButton:
        case SP_LineEditClearButton:
        case SP_DialogCloseButton:
            return icon(QStringLiteral("close"), t.muted);
        case SP_TitleBarNormalButton:
            return icon(QStringLiteral("external-link"), t.muted);
        case SP_ToolBarHorizontalExtensionButton:
            return icon(QStringLiteral("more"));
        case SP_MessageBoxWarning:
            return icon(QStringLiteral("warning"), t.of(widgets::State::Strained).text, 32);
        case SP_MessageBoxCritical:
            return icon(QStringLiteral("error"), t.of(widgets::State::Failing).text, 32);
        case SP_MessageBoxInformation:
            return icon(QStringLiteral("info"), t.accent, 32);
        case SP_MessageBoxQuestion:
            return icon(QStringLiteral("help"), t.accent, 32);
        default:
            return QProxyStyle::standardIcon(standard, option, widget);
    }
}

QPixmap Style::standardPixmap(StandardPixmap standard, const QStyleOption* option, const QWidget* widget) const {
    switch (standard) {
        case SP_TitleBarCloseButton:
        case SP_DockWidgetCloseButton:
        case SP_TitleBarNormalButton:
        case SP_LineEditClearButton:
            return standardIcon(standard, option, widget).pixmap(16);
        default:
            return QProxyStyle::standardPixmap(standard, option, widget);
    }
}

}  // namespace faultline::widgets
