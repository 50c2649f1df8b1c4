//! What columns are called: the heading of each field, and which field a heading means.

use std::collections::BTreeSet;

use crate::fields::{Field, FieldSet, Noun};

/// Headings of system fields: key, English, Chinese, and what other programs call them.
type Line = (&'static str, &'static str, &'static str, &'static [&'static str]);

const COMPANY: &[Line] = &[
    (
        "name",
        "Name",
        "名称",
        &[
            "company",
            "company name",
            "customer",
            "customer name",
            "account name",
            "公司",
            "公司名称",
            "客户",
            "客户名称",
            "企业名称",
            "单位名称",
        ],
    ),
    ("group", "Customer group", "客户组", &["客户分组", "group", "分组", "客户类别"]),
    ("tags", "Tags", "标签", &["tag", "labels", "客户标签"]),
    (
        "phone",
        "Phone",
        "电话",
        &[
            "telephone",
            "tel",
            "landline",
            "phone number",
            "office phone",
            "固定电话",
            "座机",
            "联系电话",
            "电话号码",
            "公司电话",
        ],
    ),
    (
        "mobile",
        "Mobile",
        "手机",
        &["mobile phone", "mobile number", "cell", "cell phone", "手机号", "手机号码", "移动电话"],
    ),
    ("email", "E-mail", "电子邮箱", &["邮箱", "email", "email address", "mail", "电子邮件", "邮件"]),
    ("website", "Website", "网站", &["web", "url", "homepage", "web site", "网址", "主页", "官网"]),
    ("im", "Messengers", "即时通讯", &["im", "messenger", "qq", "wechat", "qq号", "微信", "微信号"]),
    ("province", "Province", "省份", &["state", "region", "省", "省市", "所在省"]),
    ("city", "City", "城市", &["town", "市", "所在城市"]),
    ("district", "District", "区县", &["county", "区", "县", "区域"]),
    (
        "street",
        "Street and house",
        "详细地址",
        &["街道门牌", "street", "address", "street address", "address line 1", "地址", "街道", "公司地址"],
    ),
    ("place", "Place on the map", "地图位置", &["location", "coordinates", "gps", "坐标", "经纬度", "位置"]),
    (
        "service_from",
        "Service from",
        "服务开始",
        &["service start", "service start date", "contract start", "服务开始时间", "服务开始日期", "合同开始"],
    ),
    (
        "service_to",
        "Service until",
        "服务到期",
        &[
            "服务截止",
            "service end",
            "service end date",
            "contract end",
            "expiry date",
            "expires",
            "服务结束",
            "服务截止时间",
            "服务截止日期",
            "到期时间",
            "到期日期",
        ],
    ),
    ("category", "Service category", "服务类别", &["category", "service type", "服务类型", "类别"]),
    (
        "serial_number",
        "Product serial number",
        "产品序列号",
        &["serial number", "serial", "product account", "序列号", "产品编号"],
    ),
    ("source", "Source", "客户来源", &["来源", "lead source", "customer source"]),
    (
        "owner",
        "Looked after by",
        "负责人",
        &["owner", "account manager", "agent", "managing agent", "客户经理", "负责客服", "归属客服"],
    ),
    ("owner_group", "Looked after by group", "负责组", &["owner group", "team", "负责团队", "客服组"]),
    ("remark", "Remark", "备注", &["remarks", "note", "notes", "comment", "comments", "说明"]),
];

const CONTACT: &[Line] = &[
    (
        "companies",
        "Companies",
        "公司",
        &[
            "company",
            "company name",
            "customer name",
            "organisation",
            "organization",
            "公司名称",
            "所属公司",
            "单位",
            "客户名称",
        ],
    ),
    ("name", "Name", "姓名", &["contact", "contact name", "full name", "person", "联系人", "联系人姓名", "名字"]),
    ("position", "Position", "职务", &["job title", "title", "role", "职位"]),
    ("tags", "Tags", "标签", &["tag", "labels", "联系人标签"]),
    (
        "phone",
        "Mobile",
        "手机",
        &[
            "phone",
            "mobile phone",
            "mobile number",
            "cell",
            "cell phone",
            "phone number",
            "手机号",
            "手机号码",
            "移动电话",
            "联系电话",
            "电话",
        ],
    ),
    ("landline", "Landline", "座机", &["telephone", "tel", "office phone", "固定电话", "办公电话"]),
    ("email", "E-mail", "电子邮箱", &["邮箱", "email", "email address", "mail", "电子邮件", "邮件"]),
    ("im", "Messengers", "即时通讯", &["im", "messenger", "qq", "wechat", "qq号", "微信", "微信号"]),
    (
        "national_id",
        "Identity number",
        "证件号码",
        &["身份证号", "national id", "id number", "identity card", "身份证", "身份证号码"],
    ),
    ("birth_date", "Day of birth", "出生日期", &["birthday", "date of birth", "birth date", "生日"]),
    ("gender", "Gender", "性别", &["sex"]),
    ("owner", "Looked after by", "负责人", &["owner", "agent", "负责客服", "归属客服"]),
    ("remark", "Remark", "备注", &["remarks", "note", "notes", "comment", "comments", "说明"]),
];

const ASSET: &[Line] = &[
    (
        "company",
        "Company",
        "公司",
        &["company name", "customer", "customer name", "公司名称", "客户", "客户名称", "单位"],
    ),
    ("contact", "Contact", "联系人", &["contact name", "person", "联系人姓名"]),
    ("agent", "Member of staff", "员工", &["agent", "staff", "employee", "客服", "负责人"]),
    ("name", "Name", "名称", &["asset", "machine", "device", "资产", "资产名称", "设备", "设备名称"]),
    ("model", "Model", "型号", &["maker and model", "type", "品牌型号", "规格型号"]),
    ("serial_number", "Serial number", "序列号", &["serial", "serial no", "s/n", "编号", "产品序列号"]),
    ("province", "Province", "省份", &["state", "region", "省", "省市"]),
    ("city", "City", "城市", &["town", "市"]),
    ("district", "District", "区县", &["county", "区", "县"]),
    ("street", "Street and house", "详细地址", &["street", "address", "地址", "位置"]),
    ("place", "Place on the map", "地图位置", &["location", "coordinates", "gps", "坐标", "经纬度"]),
    ("remark", "Remark", "备注", &["remarks", "note", "notes", "comment", "comments", "说明"]),
];

const TICKET: &[Line] = &[
    ("number", "Number", "工单编号", &["ticket number", "ticket id", "no", "编号"]),
    ("template", "Template", "模板", &["ticket template", "form", "工单模板"]),
    ("title", "Title", "标题", &["subject", "ticket title", "summary", "主题", "工单标题"]),
    ("description", "Description", "描述", &["details", "content", "request", "内容", "问题描述", "工单描述"]),
    ("type", "Type", "类型", &["ticket type", "category", "工单类型"]),
    ("priority", "Priority", "优先级", &["urgency", "priority level", "紧急程度"]),
    ("status", "Status", "状态", &["ticket status", "state", "工单状态"]),
    ("source", "Came by", "来源", &["source", "ticket source", "channel", "工单来源"]),
    ("assignee", "Responsible", "负责人", &["assignee", "agent", "assigned to", "owner", "受理客服", "处理人"]),
    ("group", "Group", "组", &["team", "assigned group", "受理客服组", "客服组"]),
    ("cc", "Reading along", "抄送", &["followers", "抄送人"]),
    (
        "company_name",
        "Company",
        "公司",
        &["company name", "customer", "customer name", "公司名称", "客户", "客户名称", "单位"],
    ),
    ("contact_name", "Contact", "联系人", &["contact name", "person", "requester", "联系人姓名", "姓名"]),
    ("phone", "Phone", "电话", &["mobile", "phone number", "telephone", "tel", "手机", "手机号", "联系电话"]),
    ("asset_name", "Machine", "设备", &["asset", "device", "equipment", "资产", "设备名称"]),
    ("province", "Province", "省份", &["state", "region", "省", "省市"]),
    ("city", "City", "城市", &["town", "市"]),
    ("district", "District", "区县", &["county", "区", "县"]),
    ("street", "Street and house", "详细地址", &["street", "address", "地址", "位置"]),
    ("created_at", "Made", "创建时间", &["created", "created at", "创建日期"]),
    ("updated_at", "Last change", "最后更新", &["updated at", "更新时间"]),
    ("resolved_at", "Resolved", "解决时间", &["resolved at"]),
    ("closed_at", "Closed", "关闭时间", &["closed at"]),
];

fn lines(noun: Noun) -> &'static [Line] {
    match noun {
        Noun::Company => COMPANY,
        Noun::Contact => CONTACT,
        Noun::Asset => ASSET,
        Noun::Ticket => TICKET,
    }
}

/// What a column of this field is called in the language with this tag.
#[must_use]
pub fn heading(noun: Noun, field: &Field, tag: &str) -> String {
    let own = field.label.text(tag);
    if !own.is_empty() {
        return own.to_owned();
    }
    let line = lines(noun).iter().find(|line| line.0 == field.key);
    line.map_or_else(|| field.key.clone(), |line| if tag.starts_with("zh") { line.2 } else { line.1 }.to_owned())
}

/// A heading without what people decorate it with.
fn plain(heading: &str) -> String {
    let letters = heading.chars().flat_map(char::to_lowercase);
    letters.filter(|c| !c.is_whitespace() && !"*:：_-－.()（）[]【】\u{feff}\"'/".contains(*c)).collect()
}

/// All that a field may be called, the likeliest first.
fn called(noun: Noun, field: &Field) -> [Vec<String>; 3] {
    let known = lines(noun).iter().find(|line| field.system && line.0 == field.key);
    let labels = [&field.label.en, &field.label.zh_cn].into_iter().filter(|label| !label.is_empty()).cloned();
    let names = known.map(|line| vec![line.1.to_owned(), line.2.to_owned()]).unwrap_or_default();
    let others = known.map(|line| line.3.iter().map(|other| (*other).to_owned()).collect()).unwrap_or_default();
    let keyed = [field.key.clone(), format!("{} ({})", heading(noun, field, "en"), field.key)];
    let keyed = keyed.into_iter().chain([format!("{} ({})", heading(noun, field, "zh-CN"), field.key)]);
    [labels.chain(keyed).collect(), names, others]
}

/// Which field each heading means, by its key; empty where none does. Each field is given once: to the first column that
/// has the likeliest of its names.
#[must_use]
pub fn guess(noun: Noun, set: &FieldSet, headings: &[String]) -> Vec<String> {
    let fields = super::fields(noun, set);
    let called: Vec<(&str, [Vec<String>; 3])> =
        fields.iter().map(|field| (field.key.as_str(), called(noun, field))).collect();
    find(&called, headings)
}

/// As [`guess`], of fields by their keys and all that they may be called, the likeliest first.
pub(crate) fn find(fields: &[(&str, [Vec<String>; 3])], headings: &[String]) -> Vec<String> {
    let mut found = vec![String::new(); headings.len()];
    let mut taken = BTreeSet::new();
    let headings: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
    for likely in 0..3 {
        for (key, called) in fields {
            if taken.contains(key) {
                continue;
            }
            let names: Vec<String> = called[likely].iter().map(|name| plain(name)).collect();
            let at =
                headings.iter().position(|h| !h.is_empty() && names.contains(h)).filter(|at| found[*at].is_empty());
            if let Some(at) = at {
                (*key).clone_into(&mut found[at]);
                taken.insert(*key);
            }
        }
    }
    found
}
